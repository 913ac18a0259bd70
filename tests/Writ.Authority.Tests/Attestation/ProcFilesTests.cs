using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Writ.Authority.Attestation;
using Writ.Testing;

namespace Writ.Authority.Tests.Attestation;

/// <summary>What the kernel's texts are read as, and that no text of a process makes the reader fail or read another's.</summary>
public sealed class ProcFilesTests
{
    private const string Status = "Name:\tnode\nUmask:\t0022\nState:\tS (sleeping)\nUid:\t1\t1001\t3\t4\nGid:\t5\t1002\t7\t8\nGroups:\t27 4 27 \nNStgid:\t1\n";

    [Fact]
    public void Status_OfTheKernel_GivesTheEffectiveIdsAndTheGroupsInOrder()
    {
        var read = ProcStatus.Parse(Encoding.UTF8.GetBytes(Status))!;
        Assert.Equal((1001u, 1002u, "4,27"), (read.UserId, read.GroupId, read.GroupsText));
        Assert.Empty(ProcStatus.Parse(Encoding.UTF8.GetBytes(Status.Replace("27 4 27 ", "", StringComparison.Ordinal)))!.Groups);
    }

    [Theory]
    [InlineData("Uid:\t1\t1001\t3\t4\n", "")]
    [InlineData("Gid:\t5\t1002\t7\t8\n", "")]
    [InlineData("Groups:\t27 4 27 \n", "")]
    [InlineData("1001\t3\t4", "1001")]
    [InlineData("1001", "x")]
    [InlineData("1001", "-1")]
    [InlineData("1001", "1001x")]
    [InlineData("1001", "4294967296")]
    [InlineData("27 4", "27,4")]
    public void Status_WithoutOneOfItsLines_IsNothing(string before, string after) =>
        Assert.Null(ProcStatus.Parse(Encoding.UTF8.GetBytes(Status.Replace(before, after, StringComparison.Ordinal))));

    [Theory]
    [InlineData("0::/system.slice/support.service\n", "/system.slice/support.service")]
    [InlineData("9:name=systemd:/a\n8:pids:/b\n0::/c\n", "/c")]
    [InlineData("9:name=systemd:/a\n8:pids:/b\n", "/a")]
    [InlineData("9:name=systemd:/a:name=systemd:/b\n", "/a:name=systemd:/b")]
    [InlineData("8:pids:/b\n", null)]
    [InlineData("x:name=systemd:/b\n", null)]
    [InlineData("", null)]
    public void ControlGroup_OfTheKernel_IsTheUnifiedOneOrSystemds(string text, string? path) => Assert.Equal(path, ProcControlGroup.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("node\0/srv/agent.mjs\0", "node /srv/agent.mjs")]
    [InlineData("node\0", "node")]
    [InlineData("node\0a b\0", null)]
    [InlineData("node\0\0", null)]
    [InlineData("node", null)]
    [InlineData("", null)]
    public void CommandLine_WhoseWordsHoldNoSpace_HasOneText(string bytes, string? text) => Assert.Equal(text, ProcCommandLine.Join(ProcCommandLine.Parse(Encoding.UTF8.GetBytes(bytes))));

    [Fact]
    public void CommandLine_ThatIsNoText_IsNothing() => Assert.Empty(ProcCommandLine.Parse([0xff, 0xfe, 0]));

    [Fact]
    public void EachReader_AnyBytes_AnswersOrSaysNothing() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll<byte[]>(bytes =>
    {
        bytes ??= [];
        return ProcStatus.Parse(bytes) is null && ProcControlGroup.Parse(bytes) is null or { Length: > 0 } && !ProcCommandLine.Parse(bytes).IsDefault && ProcStat.Parse(bytes) is null;
    }));

    [Theory]
    [InlineData("/system.slice/support.service", "support.service")]
    [InlineData("/system.slice/system-support.slice/support@1.service", "support@1.service")]
    [InlineData("/support.slice/_cgroup.service", "cgroup.service")]
    [InlineData("/user.slice/user-1000.slice/session-3.scope", "session-3.scope")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/app.slice/support.service", "user@1000.service")]
    [InlineData("/docker/abc/support.service", null)]
    [InlineData("/system.slice", null)]
    [InlineData("/.service", null)]
    [InlineData("/", null)]
    [InlineData(null, null)]
    public void Unit_OfAControlGroup_IsWhatStandsFirstBelowTheSlices(string? controlGroup, string? unit) => Assert.Equal(unit, SystemdUnit.Of(controlGroup));

    [Fact]
    public void FragmentPath_OfAUnit_IsTheFileThatSystemdWouldRead()
    {
        using var root = new TempFolder();
        root.Write("usr/lib/systemd/system/support.service", "");
        root.Write("usr/lib/systemd/system/agent@.service", "");
        Assert.Equal("/usr/lib/systemd/system/support.service", SystemdUnit.FragmentPath("support.service", root.Path));
        Assert.Equal("/usr/lib/systemd/system/agent@.service", SystemdUnit.FragmentPath("agent@1.service", root.Path));
        root.Write("etc/systemd/system/support.service", "");
        root.Write("etc/systemd/system/agent@1.service", "");
        Assert.Equal("/etc/systemd/system/support.service", SystemdUnit.FragmentPath("support.service", root.Path));
        Assert.Equal("/etc/systemd/system/agent@1.service", SystemdUnit.FragmentPath("agent@1.service", root.Path));
        Assert.Null(SystemdUnit.FragmentPath("other.service", root.Path));
        Assert.Null(SystemdUnit.FragmentPath("../support.service", root.Path));
        Assert.Null(SystemdUnit.FragmentPath(null, root.Path));
    }
}
