using Writ.Authority.Attestation;
using Writ.Domain;

namespace Writ.Authority.Tests.Attestation;

public sealed class WorkloadMatcherTests : IDisposable
{
    private readonly World world = new();
    private readonly FakeProcesses processes = new();

    public WorkloadMatcherTests() => processes.Start(100, 1, 50);

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData("unix:uid:1001", "unix:uid:1002")]
    [InlineData("unix:user:user-1001", "unix:user:root")]
    [InlineData("unix:gid:1001", "unix:gid:27")]
    [InlineData("unix:group:group-1001", "unix:group:group-27")]
    [InlineData("unix:supplementary_gid:27", "unix:supplementary_gid:1001")]
    [InlineData("unix:supplementary_group:group-27", "unix:supplementary_group:group-1001")]
    [InlineData("unix:path:/bin/program-1", "unix:path:/bin/program-2")]
    [InlineData("unix:sha256:7c9fa136d4413fa6173637e883b6998d32e1d675f88cddff9dcbcf331820f4b8", "unix:sha256:0c9fa136d4413fa6173637e883b6998d32e1d675f88cddff9dcbcf331820f4b8")]
    [InlineData("systemd:id:support.service", "systemd:id:other.service")]
    [InlineData("systemd:fragment_path:/etc/systemd/system/support.service", "systemd:fragment_path:/etc/systemd/system/other.service")]
    [InlineData("writ:cgroup:/system.slice/support.service", "writ:cgroup:/system.slice")]
    [InlineData("writ:cmdline:program-1 script.mjs", "writ:cmdline:program-1")]
    [InlineData("writ:script-sha256:21a0270b7f66a1e4c25933f13a1e5a1bbb4757578072930c8189131f9c6aaae1", "writ:script-sha256:01a0270b7f66a1e4c25933f13a1e5a1bbb4757578072930c8189131f9c6aaae1")]
    public void Match_EachSelector_HoldsOfWhatItNamesAlone(string holds, string fails)
    {
        processes.Users[100] = new ProcessCredentials(1001, 1001, [4, 27]);
        Assert.Equal("agent/support-agent", Assert.IsType<WorkloadMatch.One>(Match(("agent/support-agent", [holds]))).Path.ToString());
        Assert.IsType<WorkloadMatch.Nothing>(Match(("agent/support-agent", [fails])));
        Assert.IsType<WorkloadMatch.Nothing>(Match(("agent/support-agent", [holds, fails])));
    }

    [Fact]
    public void Match_NoEntryOrOneForElsewhere_IsNothing()
    {
        Assert.IsType<WorkloadMatch.Nothing>(Match());
        Assert.IsType<WorkloadMatch.Nothing>(Match(("agent/support-agent", ["oidc:ci:sub:x"])));
        world.Current = null;
        Assert.IsType<WorkloadMatch.Nothing>(new WorkloadMatcher(processes, world).Match(processes.Find(100)!.Value));
    }

    [Fact]
    public void Match_TwoEntriesOfOneClass_IsThatClass()
    {
        var one = Assert.IsType<WorkloadMatch.One>(Match(("job/index", ["unix:uid:1001"]), ("job/index", ["unix:gid:1001"])));
        Assert.Equal("job/index", one.Path.ToString());
        Assert.Equal(Digest256.Sha256("unix:gid:1001\nunix:uid:1001"u8), one.Selectors);
    }

    [Fact]
    public void Match_EntriesOfTwoClasses_IsNeither() => Assert.Equal(
        ["job/index", "job/other"],
        Assert.IsType<WorkloadMatch.Several>(Match(("job/other", ["unix:uid:1001"]), ("job/index", ["unix:gid:1001"]))).Paths.Select(static p => p.ToString()));

    [Theory]
    [InlineData("unix:uid:1002")]
    [InlineData("unix:user:root")]
    [InlineData("unix:path:/bin/other")]
    [InlineData("systemd:id:other.service")]
    public void Match_ACheapSelectorDoesNotHold_ReadsNoFile(string fails)
    {
        var digest = processes.HashExecutable(100);
        var before = processes.Hashes;
        Assert.IsType<WorkloadMatch.Nothing>(Match(("job/index", [$"unix:sha256:{digest}", fails])));
        Assert.Equal(before, processes.Hashes);
        Assert.IsType<WorkloadMatch.One>(Match(("job/index", [$"unix:sha256:{digest}", "unix:uid:1001"])));
        Assert.Equal(before + 1, processes.Hashes);
    }

    [Fact]
    public void Match_NameServiceIsDown_SaysWhichClassesWereNotSeen()
    {
        processes.NamesDown = true;
        var match = Assert.IsType<WorkloadMatch.Nothing>(Match(("job/index", ["unix:user:user-1001"]), ("job/other", ["unix:uid:1002", "unix:user:user-1001"])));
        Assert.Equal(["job/index"], match.Unseen.Select(static p => p.ToString()));
    }

    [Fact]
    public void Match_ProgramThatIsHidden_HasNeitherPathNorDigest()
    {
        processes.Hide(100);
        Assert.IsType<WorkloadMatch.Nothing>(Match(("job/index", ["unix:path:/bin/program-1"])));
        Assert.IsType<WorkloadMatch.One>(Match(("job/index", ["unix:uid:1001"])));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("reused")]
    [InlineData("exec")]
    [InlineData("setuid")]
    public void Match_ProcessChangesWhileItIsLookedAt_IsUnstable(string how)
    {
        var process = processes.Find(100)!.Value;
        var looks = 0;
        processes.BeforeFind = _ =>
        {
            if (++looks == 2)
            {
                Change(how);
            }
        };
        Assert.IsType<WorkloadMatch.Unstable>(Match(process, ("job/index", ["unix:uid:1001"])));
    }

    [Fact]
    public void Match_AnotherProcessOfTheSameId_IsUnstable()
    {
        var process = processes.Find(100)!.Value;
        processes.Start(100, 1, 51);
        Assert.IsType<WorkloadMatch.Unstable>(Match(process, ("job/index", ["unix:uid:1001"])));
    }

    private void Change(string how)
    {
        switch (how)
        {
            case "gone":
                processes.End(100);
                break;
            case "reused":
                processes.Start(100, 1, 51);
                break;
            case "exec":
                processes.Exec(100, 2);
                break;
            default:
                processes.Users[100] = new ProcessCredentials(0, 1001, []);
                break;
        }
    }

    private WorkloadMatch Match(params (string Path, string[] Selectors)[] entries) => Match(processes.Find(100)!.Value, entries);

    private WorkloadMatch Match(ProcessFacts process, params (string Path, string[] Selectors)[] entries)
    {
        world.Register(entries);
        return new WorkloadMatcher(processes, world).Match(process);
    }
}
