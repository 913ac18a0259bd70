using Microsoft.Extensions.Logging.Abstractions;
using Writ.Authority.Attestation;
using Writ.Authority.Tasks;
using Writ.Domain;

namespace Writ.Authority.Tests.Attestation;

public sealed class WorkloadRecognitionTests : IDisposable
{
    private readonly World world = new();
    private readonly FakeProcesses processes = new();
    private readonly InstanceRegistry registry;
    private readonly WorkloadRecognition recognition;

    public WorkloadRecognitionTests()
    {
        registry = world.Registry(processes);
        recognition = Recognition(registry);
        processes.Start(1, 0, 1);
        processes.Start(100, 1, 50);
        processes.Start(101, 100, 60);
        processes.Start(200, 1, 70);
        world.Register(("agent/support-agent", ["unix:uid:1001", "unix:path:/bin/program-1"]));
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        registry.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task Recognise_ProcessThatAnEntryDescribes_IsAnInstanceOfItsOwn()
    {
        var (first, second) = (await RecogniseAsync(100), await RecogniseAsync(200));
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal((AttestationMethod.Registration, "agent/support-agent", Slug.Parse("support-agent"), 100, 50L, 1001u), (first.Method, first.Path.ToString(), first.Agent, first.ProcessId, first.StartTicks, first.UserId));
        Assert.Equal(Assurance.SeparateUid, first.Assurance);
        Assert.Equal(Digest256.Sha256("unix:path:/bin/program-1\nunix:uid:1001"u8), first.Selectors);
        Assert.Equal(processes.HashExecutable(100), first.Executable);
        Assert.Equal([first, second], world.Journal.Entries.OfType<LedgerEntry.InstanceAttested>().Select(static e => e.Instance));
        Assert.Equal(first, registry.Find(first.Id));

        // Another connection of the same process is the same instance.
        Assert.Equal(first, await RecogniseAsync(100));
    }

    [Fact]
    public async Task Recognise_TwoConnectionsAtOnce_AreOneInstance()
    {
        var peers = Enumerable.Range(0, 8).Select(_ => processes.Connect(100)).ToList();
        await Task.WhenAll(peers.Select(peer => Task.Run(async () => await recognition.RecogniseAsync(peer, Cancelled), Cancelled)));
        Assert.Single(peers.Select(peer => Assert.IsType<PeerAttestation.Known>(registry.Attest(peer)).Instance).Distinct());
        Assert.Single(world.Journal.Entries.OfType<LedgerEntry.InstanceAttested>());
    }

    [Fact]
    public async Task Recognise_ProcessThatNoEntryDescribes_StaysAStranger()
    {
        processes.Exec(200, 2);
        await RefusedAsync("W2101", 200);
        Assert.Empty(world.Journal.Entries);
    }

    [Fact]
    public async Task Recognise_ProcessThatTwoClassesDescribe_IsNeither()
    {
        world.Register(("agent/support-agent", ["unix:uid:1001"]), ("job/index", ["unix:gid:1001"]));
        await RefusedAsync("W2120", 100);
        Assert.Empty(world.Journal.Entries);
    }

    [Fact]
    public void Attest_ProcessThatWasNotRecognised_IsNeitherAStrangerNorAnInstance()
    {
        // So it may not act as an operator, nor begin an agent.
        var peer = processes.Connect(100);
        Assert.Equal("W2121", Assert.IsType<PeerAttestation.Refused>(registry.Attest(peer)).Reason.Code);
        Assert.Null(registry.Prepare(world.Release.TrustDomain, Slug.Parse("support-agent"), peer, null, out var reason));
        Assert.Equal("W2121", reason!.Code);
    }

    [Fact]
    public async Task Recognise_ProcessOfALaunchersTree_StaysThatInstance()
    {
        using var prepared = registry.Prepare(world.Release.TrustDomain, Slug.Parse("support-agent"), processes.Connect(100, 1001), null, out _);
        Assert.Null(prepared);
        processes.Exec(100, 2);
        using var launched = registry.Prepare(world.Release.TrustDomain, Slug.Parse("support-agent"), processes.Connect(100), null, out _)!;
        await world.Tasks.OpenAsync(world.Opening(launched.Instance) with { InstanceIsNew = true }, Cancelled);
        registry.Adopt(launched);
        var member = processes.Connect(101);
        await recognition.RecogniseAsync(member, Cancelled);
        Assert.Equal(launched.Instance, Assert.IsType<PeerAttestation.Known>(registry.Attest(member)).Instance);
    }

    [Theory]
    [InlineData("exec", "W2104")]
    [InlineData("setuid", "W2122")]
    [InlineData("setgid", "W2122")]
    [InlineData("withdrawn", "W2122")]
    [InlineData("ambiguous", "W2122")]
    public async Task Attest_RecognisedProcessThatIsNoLongerWhatItWas_IsRefusedAndEnds(string how, string code)
    {
        world.Register(("agent/support-agent", ["unix:uid:1001", "unix:gid:1001"]));
        var peer = processes.Connect(100);
        await recognition.RecogniseAsync(peer, Cancelled);
        var instance = Assert.IsType<PeerAttestation.Known>(registry.Attest(peer)).Instance;
        var task = await world.OpenAsync(instance);
        await registry.SweepAsync(Cancelled);
        Assert.Equal(instance, registry.Find(instance.Id));

        switch (how)
        {
            case "exec":
                processes.Exec(100, 2);
                break;
            case "setuid":
                processes.Users[100] = new ProcessCredentials(1002, 1001, []);
                break;
            case "setgid":
                processes.Users[100] = new ProcessCredentials(1001, 1002, []);
                break;
            case "withdrawn":
                world.Register();
                break;
            default:
                world.Register(("agent/support-agent", ["unix:uid:1001"]), ("job/index", ["unix:gid:1001"]));
                break;
        }

        Assert.Equal(code, Assert.IsType<PeerAttestation.Refused>(registry.Attest(peer)).Reason.Code);
        await registry.SweepAsync(Cancelled);
        Assert.Null(registry.Find(instance.Id));
        Assert.Equal("changed", Assert.Single(world.Journal.Entries.OfType<LedgerEntry.InstanceEnded>()).Cause);
        Assert.Equal(TaskState.Revoked, (await world.Journal.FindTaskAsync(task.Id, Cancelled))!.Standing.State);
    }

    [Theory]
    [InlineData("names")]
    [InlineData("group-names")]
    [InlineData("descriptors")]
    [InlineData("digest")]
    public async Task Sweep_WhatCannotBeLookedAtNow_IsRefusedAndLivesOn(string how)
    {
        world.Register(("agent/support-agent", how switch
        {
            "names" => ["unix:user:user-1001"],
            "group-names" => ["unix:uid:1001", "unix:supplementary_group:group-27"],
            "digest" => ["unix:uid:1001", $"unix:sha256:{processes.HashExecutable(100)}"],
            _ => ["unix:uid:1001"],
        }));
        processes.Users[100] = new ProcessCredentials(1001, 1001, [4, 27]);
        var peer = processes.Connect(100);
        await recognition.RecogniseAsync(peer, Cancelled);
        var instance = Assert.IsType<PeerAttestation.Known>(registry.Attest(peer)).Instance;
        var task = await world.OpenAsync(instance);

        SetFailing(true);
        Assert.Equal("W2122", Assert.IsType<PeerAttestation.Refused>(registry.Attest(peer)).Reason.Code);
        await registry.SweepAsync(Cancelled);
        SetFailing(false);
        Assert.Equal(instance, Assert.IsType<PeerAttestation.Known>(registry.Attest(peer)).Instance);
        Assert.True((await world.Journal.FindTaskAsync(task.Id, Cancelled))!.Standing.IsLive);

        // A restart meanwhile is no end either, where the process itself can be seen to be the same.
        if (how != "descriptors" && how != "digest")
        {
            SetFailing(true);
            using var restarted = world.Registry(processes);
            await restarted.StartAsync(Cancelled);
            Assert.Equal(instance, restarted.Find(instance.Id));
            SetFailing(false);
        }

        // What is seen not to hold ends it.
        processes.Users[100] = new ProcessCredentials(1002, 1001, []);
        await registry.SweepAsync(Cancelled);
        Assert.Null(registry.Find(instance.Id));

        void SetFailing(bool failing)
        {
            processes.NamesDown = failing && how is ("names" or "group-names");
            processes.DescriptorsExhausted = failing && how is "descriptors";
            processes.DigestsFail = failing && how is "digest";
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Attest_ProgramWhoseTimesAloneChanged_IsTheInstanceWhileItSaysTheSame(bool rewritten)
    {
        var peer = processes.Connect(100);
        await recognition.RecogniseAsync(peer, Cancelled);
        var instance = Assert.IsType<PeerAttestation.Known>(registry.Attest(peer)).Instance;
        processes.Touch(100, rewritten);
        await registry.SweepAsync(Cancelled);
        Assert.Equal(rewritten ? null : instance, registry.Find(instance.Id));
        if (!rewritten)
        {
            Assert.Equal(instance, Assert.IsType<PeerAttestation.Known>(registry.Attest(peer)).Instance);
            Assert.Equal(instance, Assert.IsType<PeerAttestation.Known>(registry.Attest(processes.Connect(100))).Instance);
        }
        else
        {
            Assert.Equal("W2104", Assert.IsType<PeerAttestation.Refused>(registry.Attest(peer)).Reason.Code);
            Assert.Equal("changed", Assert.Single(world.Journal.Entries.OfType<LedgerEntry.InstanceEnded>()).Cause);
        }
    }

    [Fact]
    public async Task Attest_NewConnectionAfterAnotherProgramBegan_IsNotTheInstance()
    {
        world.Register(("agent/support-agent", ["unix:uid:1001"]));
        var before = await RecogniseAsync(100);
        processes.Exec(100, 2);
        var peer = processes.Connect(100);
        await recognition.RecogniseAsync(peer, Cancelled);
        Assert.Equal("W2122", Assert.IsType<PeerAttestation.Refused>(registry.Attest(peer)).Reason.Code);
        await registry.SweepAsync(Cancelled);
        await recognition.RecogniseAsync(peer, Cancelled);
        Assert.NotEqual(before.Id, Assert.IsType<PeerAttestation.Known>(registry.Attest(peer)).Instance.Id);
    }

    [Fact]
    public async Task Attest_ConnectionOfAnotherUidThanTheProcessHasNow_IsNotMatched()
    {
        // It connected as root, and is 1001 now.
        var peer = processes.Connect(100, 0);
        await recognition.RecogniseAsync(peer, Cancelled);
        Assert.Equal("W2122", Assert.IsType<PeerAttestation.Refused>(registry.Attest(peer)).Reason.Code);
        Assert.Empty(world.Journal.Entries);
    }

    [Fact]
    public async Task Attest_ChildOfARecognisedProcess_IsItOnlyWhereTheEntrySaysSo()
    {
        processes.Exec(101, 7);
        await RecogniseAsync(100);
        await RefusedAsync("W2123", 101);

        world.Register(descendants: true, ("agent/support-agent", ["unix:uid:1001", "unix:path:/bin/program-1"]));
        var other = await RecogniseAsync(200);
        processes.Start(201, 200, 80, 7);
        var child = processes.Connect(201);
        Assert.Equal(new PeerAttestation.Known(other, IsRoot: false), registry.Attest(child));
        Assert.Equal("W2110", Assert.IsType<PeerAttestation.Refused>(registry.Attest(processes.Connect(201, 1009))).Reason.Code);
    }

    [Fact]
    public async Task Recognise_ChildThatIsRegisteredItself_IsAnInstanceOfItsOwn()
    {
        var (parent, child) = (await RecogniseAsync(100), await RecogniseAsync(101));
        Assert.NotEqual(parent.Id, child.Id);
    }

    [Fact]
    public async Task RecognisedProcess_Ends_AndItsIdIsReused_IsAnotherInstance()
    {
        var peer = processes.Connect(100);
        await recognition.RecogniseAsync(peer, Cancelled);
        var first = Assert.IsType<PeerAttestation.Known>(registry.Attest(peer)).Instance;
        var task = await world.OpenAsync(first);
        processes.Start(100, 1, 99);
        Assert.Equal("W2103", Assert.IsType<PeerAttestation.Refused>(registry.Attest(peer)).Reason.Code);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await world.Journal.FindTaskAsync(task.Id, limit.Token))!.Standing.IsLive)
        {
            await Task.Delay(5, limit.Token);
        }

        Assert.NotEqual(first.Id, (await RecogniseAsync(100)).Id);
    }

    [Theory]
    [InlineData("everything")]
    [InlineData("agent")]
    [InlineData("release")]
    public async Task Recognise_ContainedOrOfAReleaseOfBefore_IsNoInstance(string how)
    {
        world.Journal.BeforeCommit = () => _ = how switch
        {
            "everything" => world.Journal.CommitAsync([], [new Change.Contain(ContainmentKey.Everything)], [], Cancelled),
            "agent" => world.Journal.CommitAsync([], [new Change.Contain(ContainmentKey.Agent(Slug.Parse("support-agent")))], [], Cancelled),
            _ => world.Journal.CommitAsync([], [new Change.Activate(ReleaseId.Of(Digest256.Sha256("other"u8)), new byte[1])], [], Cancelled),
        };
        await RefusedAsync("W2121", 100);
        Assert.Empty(world.Journal.Entries);
    }

    [Fact]
    public async Task Recognise_StoreIsFull_IsNoInstanceUntilItIsNot()
    {
        world.Journal.Unavailable = true;
        var peer = processes.Connect(100);
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await recognition.RecogniseAsync(peer, Cancelled));
        Assert.Equal("W2121", Assert.IsType<PeerAttestation.Refused>(registry.Attest(peer)).Reason.Code);
        world.Journal.Unavailable = false;
        await recognition.RecogniseAsync(peer, Cancelled);
        Assert.IsType<PeerAttestation.Known>(registry.Attest(peer));
    }

    [Fact]
    public async Task Recognise_WorkloadThatIsNoAgent_IsAnInstanceAndTakesUpNothing()
    {
        world.Register(("retriever/docs", ["unix:uid:1001"]));
        var instance = await RecogniseAsync(100);
        Assert.Equal((WorkloadKind.Retriever, true), (instance.Path.Kind, instance.Agent.IsDefault));
        var refused = Assert.IsType<TaskOpeningResult.Refused>(await world.Tasks.OpenAsync(world.Opening(instance), Cancelled));
        Assert.Equal("W2201", refused.Denial.Reason.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StartAsync_RecognisedProcessStillRuns_IsAdoptedAgainIfAnEntryStillDescribesIt(bool described)
    {
        var instance = await RecogniseAsync(100);
        await registry.StopAsync(Cancelled);
        if (!described)
        {
            world.Register(("agent/support-agent", ["unix:uid:1002"]));
        }

        using var restarted = world.Registry(processes);
        await restarted.StartAsync(Cancelled);
        Assert.Equal(described ? instance : null, restarted.Find(instance.Id));
        Assert.Equal(described ? [instance] : [], await world.Journal.LiveInstancesAsync(Cancelled));
    }

    private WorkloadRecognition Recognition(InstanceRegistry instances) =>
        new(world.Release.TrustDomain, instances, world.Journal, world.Ids, world.Time, NullLogger<WorkloadRecognition>.Instance);

    private async Task<AttestedInstance> RecogniseAsync(int processId)
    {
        var peer = processes.Connect(processId);
        await recognition.RecogniseAsync(peer, Cancelled);
        return Assert.IsType<PeerAttestation.Known>(registry.Attest(peer)).Instance;
    }

    private async Task RefusedAsync(string code, int processId)
    {
        var peer = processes.Connect(processId);
        await recognition.RecogniseAsync(peer, Cancelled);
        var reason = registry.Attest(peer) switch
        {
            PeerAttestation.Stranger stranger => stranger.Reason,
            PeerAttestation.Refused refused => refused.Reason,
            var known => throw new InvalidOperationException(known.ToString()),
        };
        Assert.Equal(code, reason.Code);
    }
}
