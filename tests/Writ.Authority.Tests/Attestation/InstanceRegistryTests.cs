using Writ.Authority.Attestation;
using Writ.Authority.Tasks;
using Writ.Domain;

namespace Writ.Authority.Tests.Attestation;

public sealed class InstanceRegistryTests : IDisposable
{
    private readonly World world = new();
    private readonly FakeProcesses processes = new();
    private readonly InstanceRegistry registry;

    public InstanceRegistryTests()
    {
        registry = world.Registry(processes);
        processes.Start(1, 0, 1);
        processes.Start(100, 1, 50);
        processes.Start(101, 100, 60);
        processes.Start(102, 101, 60);
        processes.Start(200, 1, 70);
    }

    public void Dispose()
    {
        registry.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task Attest_RootAndDescendants_AreTheInstance()
    {
        var (instance, _) = await LaunchAsync(100);
        Assert.Equal(new PeerAttestation.Known(instance, IsRoot: true), registry.Attest(processes.Connect(100)));
        Assert.Equal(new PeerAttestation.Known(instance, IsRoot: false), registry.Attest(processes.Connect(101)));
        Assert.Equal(new PeerAttestation.Known(instance, IsRoot: false), registry.Attest(processes.Connect(102)));
        Assert.StartsWith("spiffe://support.example/agent/support-agent/", instance.Id.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attest_ProcessOfNoTree_IsAStranger()
    {
        await LaunchAsync(100);
        Assert.Equal("W2101", Assert.IsType<PeerAttestation.Stranger>(registry.Attest(processes.Connect(200))).Reason.Code);
        Assert.Equal("W2106", Code(registry.Attest(null)));
        Assert.Equal("W2106", Code(registry.Attest(new OtherPeer())));
    }

    [Fact]
    public async Task Attest_OrphanThatTheRootAdopted_StaysTheInstance()
    {
        var (instance, _) = await LaunchAsync(100);
        processes.End(101);
        processes.Reparent(102, 100);
        Assert.Equal(instance, Assert.IsType<PeerAttestation.Known>(registry.Attest(processes.Connect(102))).Instance);
    }

    [Fact]
    public async Task Attest_OrphanThatEscapedToInit_IsRefused()
    {
        await LaunchAsync(100);
        processes.End(101);
        processes.Reparent(102, 1);
        Assert.Equal("W2101", Code(registry.Attest(processes.Connect(102))));
    }

    [Fact]
    public async Task Attest_PeerEndedAndItsIdReused_IsRefused()
    {
        await LaunchAsync(100);
        var peer = processes.Connect(101);
        processes.Start(101, 100, 80);
        Assert.Equal("W2103", Code(registry.Attest(peer)));
    }

    [Fact]
    public async Task Attest_RootEndedAndItsIdReused_IsRefused()
    {
        var (_, task) = await LaunchAsync(100);
        processes.Start(100, 1, 90);
        processes.Start(101, 100, 95);
        Assert.Contains(Code(registry.Attest(processes.Connect(100))), (string[])["W2101", "W2105"]);
        Assert.Contains(Code(registry.Attest(processes.Connect(101))), (string[])["W2101", "W2105"]);
        await EndedAsync(task);
    }

    [Fact]
    public async Task Attest_KnownMember_IsRefusedOnceTheRootEnded()
    {
        await LaunchAsync(100);
        var peer = processes.Connect(102);
        Assert.IsType<PeerAttestation.Known>(registry.Attest(peer));
        processes.End(100);
        Assert.Equal("W2105", Code(registry.Attest(peer)));
    }

    [Fact]
    public async Task Attest_ParentReplacedWhileTheChainIsRead_IsRefused()
    {
        await LaunchAsync(100);
        var peer = processes.Connect(200);

        // While the chain of 200 is read its parent ends, and the root's id could stand there by chance of reuse.
        processes.Start(150, 1, 40);
        processes.Reparent(200, 150);
        processes.BeforeFind = id =>
        {
            if (id == 150)
            {
                processes.BeforeFind = null;
                processes.Start(150, 100, 200);
            }
        };
        Assert.Equal("W2103", Code(registry.Attest(peer)));
    }

    [Fact]
    public async Task Attest_ProgramReplacedAfterConnect_IsRefused()
    {
        await LaunchAsync(100);
        var peer = processes.Connect(101);
        processes.Exec(101, 2);
        Assert.Equal("W2104", Code(registry.Attest(peer)));
    }

    [Fact]
    public async Task Prepare_WithinAnInstance_IsRefused()
    {
        await LaunchAsync(100);
        foreach (var id in (int[])[100, 101])
        {
            Assert.Null(registry.Prepare(world.Release.TrustDomain, Slug.Parse("support-agent"), processes.Connect(id), null, out var reason));
            Assert.Equal("W2107", reason!.Code);
        }
    }

    [Fact]
    public async Task Attest_TreesWithinTrees_IsAmbiguous()
    {
        // The inner one first, so that neither was refused when it was registered.
        await LaunchAsync(101);
        await LaunchAsync(100);
        Assert.Equal("W2102", Code(registry.Attest(processes.Connect(102))));
    }

    [Theory]
    [InlineData(1000u, 1000u, Assurance.SameUid)]
    [InlineData(1000u, 1001u, Assurance.SeparateUid)]
    [InlineData(0u, 1001u, Assurance.SeparateUid)]
    [InlineData(0u, 0u, Assurance.SameUid)]
    [InlineData(1000u, 0u, Assurance.SameUid)]
    public void Prepare_Uids_SayTheAssurance(uint own, uint user, Assurance assurance)
    {
        processes.OwnUserId = own;
        using var prepared = registry.Prepare(world.Release.TrustDomain, Slug.Parse("support-agent"), processes.Connect(100, user), null, out _);
        Assert.Equal(assurance, prepared!.Instance.Assurance);
        Assert.Equal(user, prepared.Instance.UserId);
        Assert.Equal(processes.HashExecutable(100), prepared.Instance.Executable);
    }

    [Fact]
    public async Task Attest_AncestorThatIsHidden_IsNotCertainlyAStranger()
    {
        await LaunchAsync(100);
        processes.Start(300, 299, 90);
        Assert.Equal("W2108", Assert.IsType<PeerAttestation.Refused>(registry.Attest(processes.Connect(300))).Reason.Code);
    }

    [Theory]
    [InlineData(1000u, 1000u, false)]
    [InlineData(1000u, 1001u, true)]
    [InlineData(1000u, 0u, true)]
    [InlineData(0u, 1001u, false)]
    public void Attest_ProgramThatTheKernelHides_IsKnownOnlyWhereWritCouldNotSeeIt(uint own, uint user, bool known)
    {
        processes.OwnUserId = own;
        processes.Hide(100);
        var peer = processes.Connect(100, user);
        Assert.Equal(known, registry.Attest(peer) is PeerAttestation.Stranger);
        using var prepared = registry.Prepare(world.Release.TrustDomain, Slug.Parse("support-agent"), peer, null, out var reason);
        Assert.Equal(known ? null : "W2109", reason?.Code);
        Assert.Equal(known, prepared is { Instance.Executable.IsDefault: true });
    }

    [Fact]
    public async Task Attest_ProgramThatHidesAfterItConnected_IsRefused()
    {
        await LaunchAsync(100);
        var peer = processes.Connect(101, 1000);
        processes.Hide(101);
        Assert.Equal("W2104", Code(registry.Attest(peer)));
    }

    [Fact]
    public async Task Attest_InstanceOfAUserOfItsOwn_IsOnlyWhatRunsUnderIt()
    {
        processes.OwnUserId = 1000;
        var launcher = processes.Connect(100, 0);
        var (instance, _) = await LaunchAsync(100, launcher, 1005);
        Assert.Equal((Assurance.SeparateUid, 1005u, 100), (instance.Assurance, instance.UserId, instance.ProcessId));
        Assert.Equal(new PeerAttestation.Known(instance, IsRoot: false), registry.Attest(processes.Connect(101, 1005)));

        // Neither Writ's own uid, nor root's, nor a third one's is the boundary that the assurance speaks of.
        foreach (var user in (uint[])[1000, 0, 1006])
        {
            Assert.Equal("W2110", Code(registry.Attest(processes.Connect(102, user))));
        }

        // The launcher is the root, and no better than its own uid.
        Assert.Equal(new PeerAttestation.Known(instance with { Assurance = Assurance.SameUid }, IsRoot: true), registry.Attest(launcher));
    }

    [Theory]
    [InlineData(1000u)]
    [InlineData(0u)]
    public async Task Attest_InstanceWithoutAUserOfItsOwn_StaysAdvisoryWhateverItsProcessesRunUnder(uint user)
    {
        processes.OwnUserId = 1000;
        var (instance, _) = await LaunchAsync(100, processes.Connect(100, user));
        Assert.Equal(Assurance.SameUid, Assert.IsType<PeerAttestation.Known>(registry.Attest(processes.Connect(101, 1005))).Instance.Assurance);
        Assert.Equal(Assurance.SameUid, instance.Assurance);
    }

    [Fact]
    public async Task RootExits_InstanceEndsAndItsTasksAreRevoked()
    {
        var (instance, task) = await LaunchAsync(100);
        processes.End(100);
        await EndedAsync(task);
        Assert.Empty(await world.Journal.LiveInstancesAsync(TestContext.Current.CancellationToken));
        Assert.Equal("lost", Assert.Single(world.Journal.Entries.OfType<LedgerEntry.InstanceEnded>(), e => e.Instance == instance.Id).Cause);
        Assert.Equal("instance-lost", Assert.Single(world.Journal.Entries.OfType<LedgerEntry.TaskMoved>()).Cause);
    }

    [Fact]
    public async Task EndAsync_StoreIsFull_IsRecordedOnceItIsNot()
    {
        var (instance, task) = await LaunchAsync(100);
        world.Journal.Unavailable = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await registry.EndAsync(instance.Id, "exited", task.Id, TestContext.Current.CancellationToken));

        // Nobody is recognised meanwhile, by socket or by writ.
        Assert.True(registry.IsEnding(instance.Id));
        Assert.Equal("W2101", Code(registry.Attest(processes.Connect(101))));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(registry.IsEnding(instance.Id));

        world.Journal.Unavailable = false;
        await AdvanceUntilAsync(() => !registry.IsEnding(instance.Id));
        Assert.Equal(TaskState.Completed, (await world.Journal.FindTaskAsync(task.Id, TestContext.Current.CancellationToken))!.Standing.State);
        Assert.Equal("exited", Assert.Single(world.Journal.Entries.OfType<LedgerEntry.InstanceEnded>()).Cause);
    }

    [Fact]
    public async Task RootExits_StoreIsFull_IsRecordedOnceItIsNot()
    {
        var (instance, task) = await LaunchAsync(100);
        world.Journal.Unavailable = true;
        processes.End(100);
        await AdvanceUntilAsync(() => registry.IsEnding(instance.Id));
        world.Journal.Unavailable = false;
        await AdvanceUntilAsync(() => !registry.IsEnding(instance.Id));
        Assert.Equal(TaskState.Revoked, (await world.Journal.FindTaskAsync(task.Id, TestContext.Current.CancellationToken))!.Standing.State);
    }

    [Fact]
    public async Task StartAsync_StoreIsFull_StartsAndEndsWhatIsGoneLater()
    {
        var (instance, _) = await LaunchAsync(100);
        await registry.StopAsync(TestContext.Current.CancellationToken);
        processes.End(100);
        world.Journal.Unavailable = true;
        using var restarted = world.Registry(processes);
        await restarted.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(restarted.IsEnding(instance.Id));
        world.Journal.Unavailable = false;
        await AdvanceUntilAsync(() => !restarted.IsEnding(instance.Id));
        Assert.Empty(await world.Journal.LiveInstancesAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Prepare_TwiceAtOnce_IsOneInstance()
    {
        var peer = processes.Connect(100);
        var agent = Slug.Parse("support-agent");
        using (var first = registry.Prepare(world.Release.TrustDomain, agent, peer, null, out _))
        {
            Assert.NotNull(first);
            Assert.Null(registry.Prepare(world.Release.TrustDomain, agent, peer, null, out var reason));
            Assert.Equal("W2107", reason!.Code);
        }

        // The first was given up, so that another one may be.
        using var second = registry.Prepare(world.Release.TrustDomain, agent, peer, null, out _);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task EndAsync_Twice_IsOnce()
    {
        var (instance, _) = await LaunchAsync(100);
        await registry.EndAsync(instance.Id, "exited", default, TestContext.Current.CancellationToken);
        await registry.EndAsync(instance.Id, "exited", default, TestContext.Current.CancellationToken);
        Assert.Single(world.Journal.Entries.OfType<LedgerEntry.InstanceEnded>());
        Assert.Equal(0, registry.Count);
        Assert.Equal("W2101", Code(registry.Attest(processes.Connect(100))));
    }

    [Fact]
    public async Task Prepare_LauncherWhoseRunEnded_MayBeginAnotherOnTheSameConnection()
    {
        var (peer, child) = (processes.Connect(100), processes.Connect(101));
        var (first, _) = await LaunchAsync(100, peer);
        Assert.IsType<PeerAttestation.Known>(registry.Attest(peer));
        Assert.IsType<PeerAttestation.Known>(registry.Attest(child));
        await registry.EndAsync(first.Id, "exited", default, TestContext.Current.CancellationToken);

        var (second, _) = await LaunchAsync(100, peer);
        Assert.Equal(second, Assert.IsType<PeerAttestation.Known>(registry.Attest(peer)).Instance);

        // What was left running of the first is not the second.
        Assert.Equal("W2105", Code(registry.Attest(child)));
    }

    [Fact]
    public async Task StartAsync_RootStillRuns_IsAdoptedAgainWithItsTasks()
    {
        var (instance, task) = await LaunchAsync(100);
        using var restarted = world.Registry(processes);
        await restarted.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(instance, Assert.IsType<PeerAttestation.Known>(restarted.Attest(processes.Connect(102))).Instance);
        Assert.True((await world.Journal.FindTaskAsync(task.Id, TestContext.Current.CancellationToken))!.Standing.IsLive);
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("reused")]
    [InlineData("rebooted")]
    [InlineData("replaced")]
    public async Task StartAsync_RootIsNotTheSame_EndsTheInstanceAndItsTasks(string how)
    {
        var (_, task) = await LaunchAsync(100);
        await registry.StopAsync(TestContext.Current.CancellationToken);
        switch (how)
        {
            case "gone":
                processes.End(100);
                break;
            case "reused":
                processes.Start(100, 1, 999);
                break;
            case "rebooted":
                processes.Boot = "boot-2";
                break;
            default:
                processes.Exec(100, 9);
                break;
        }

        using var restarted = world.Registry(processes);
        await restarted.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, restarted.Count);
        Assert.Equal(TaskState.Revoked, (await world.Journal.FindTaskAsync(task.Id, TestContext.Current.CancellationToken))!.Standing.State);
        Assert.Equal("lost", Assert.Single(world.Journal.Entries.OfType<LedgerEntry.InstanceEnded>()).Cause);
    }

    [Fact]
    public async Task StartAsync_CrashBetweenAnInstancesEndAndItsTasks_FinishesIt()
    {
        var (instance, task) = await LaunchAsync(100);
        await world.Journal.CommitAsync([], [new Change.EndInstance(instance.Id)], [], TestContext.Current.CancellationToken);
        using var restarted = world.Registry(processes);
        await restarted.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(TaskState.Revoked, (await world.Journal.FindTaskAsync(task.Id, TestContext.Current.CancellationToken))!.Standing.State);
    }

    private async Task<(AttestedInstance Instance, AgentTask Task)> LaunchAsync(int root, KernelPeer? peer = null, uint? user = null)
    {
        using var prepared = registry.Prepare(world.Release.TrustDomain, Slug.Parse("support-agent"), peer ?? processes.Connect(root), user, out var reason);
        Assert.Null(reason);
        var opened = await world.Tasks.OpenAsync(world.Opening(prepared!.Instance) with { InstanceIsNew = true }, TestContext.Current.CancellationToken);
        registry.Adopt(prepared);
        return (prepared.Instance, Assert.IsType<TaskOpeningResult.Opened>(opened).Task);
    }

    // What waits for the clock does so on another thread.
    private async Task AdvanceUntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            world.Time.Advance(TimeSpan.FromSeconds(6));
            await Task.Delay(5, limit.Token);
        }
    }

    private async Task EndedAsync(AgentTask task)
    {
        // The end is seen on another thread.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await world.Journal.FindTaskAsync(task.Id, limit.Token))!.Standing.IsLive)
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private static string Code(PeerAttestation attestation) => attestation is PeerAttestation.Stranger stranger ? stranger.Reason.Code : Assert.IsType<PeerAttestation.Refused>(attestation).Reason.Code;

    private sealed class OtherPeer : IPeer
    {
        public int ProcessId => 100;

        public uint UserId => 1001;
    }
}
