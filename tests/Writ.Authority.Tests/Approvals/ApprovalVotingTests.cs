using Microsoft.Extensions.Logging.Abstractions;
using Writ.Authority.Approvals;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Approvals;

public sealed class ApprovalVotingTests : IDisposable
{
    private readonly Asking asking = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private World World => asking.World;

    public void Dispose() => asking.Dispose();

    [Fact]
    public async Task VoteAsync_UnknownOrAnswered_IsRefused()
    {
        Assert.Equal("W2250", await RefusedAsync(ApprovalId.New(World.Ids)));
        var id = await asking.AskAsync(await World.OpenAsync());
        await asking.ApproveAsync(id);
        Assert.Equal("W2251", await RefusedAsync(id));
        Assert.Equal("W2251", await RefusedAsync(id, ApprovalEdge.Deny));
    }

    [Fact]
    public async Task VoteAsync_TwoPersonByTheOneCredential_MayOnlyDeny()
    {
        var id = await asking.AskAsync(await World.OpenAsync(), null, "owner", "two-person");
        Assert.Equal("W2253", await RefusedAsync(id));
        Assert.Equal(ApprovalState.Pending, await asking.StateAsync(id));
        Assert.IsType<VoteResult.Taken>(await asking.Voting.VoteAsync(id, Asking.Operator, ApprovalEdge.Deny, Cancel));
    }

    [Fact]
    public async Task VoteAsync_ForAnAgentThatIsAdvisory_MayOnlyDeny()
    {
        var task = await World.OpenAsync();
        var approval = new Samples(World.Ids, World.Time.GetUtcNow()).Approval(task) with { Assurance = Assurance.SameUid, Epoch = World.Journal.Epoch };
        approval = approval with { Binding = approval.Binding with { Release = World.Release.Id, Definition = default } };
        await World.Journal.CommitAsync([], [new Change.OpenApproval(approval, Samples.Pending)], [], Cancel);
        Assert.Equal("W2252", await RefusedAsync(approval.Id));
        Assert.Equal(ApprovalState.Pending, await asking.StateAsync(approval.Id));
    }

    [Fact]
    public async Task VoteAsync_OnOnesOwnBehalf_IsRefused()
    {
        var instance = await World.AttestAsync();
        var subject = new Subject("https://idp.example", "alice");
        var task = Assert.IsType<Authority.Tasks.TaskOpeningResult.Opened>(await World.Tasks.OpenAsync(World.Opening(instance) with { Subject = subject }, Cancel)).Task;
        var id = await asking.AskAsync(task);
        var alice = new Approver("alice-pseudonym", ApprovalMethod.LocalOperator, Subject.PseudonymOf(subject, World.Keyring));
        Assert.Equal("W2254", Assert.IsType<VoteResult.Refused>(await asking.Voting.VoteAsync(id, alice, ApprovalEdge.Approve, Cancel)).Reason.Code);
        Assert.Equal(ApprovalState.Pending, await asking.StateAsync(id));
    }

    /// <summary>A yes would wait with what is stopped, and take effect when that is restored: it is not taken meanwhile, and a no is.</summary>
    [Theory]
    [InlineData("agent")]
    [InlineData("subject")]
    [InlineData("server")]
    [InlineData("above")]
    public async Task VoteAsync_WhatIsStopped_MayOnlyBeDenied(string what)
    {
        var subject = new Subject("https://idp.example", "alice");
        var above = await World.OpenAsync();
        var task = Assert.IsType<Authority.Tasks.TaskOpeningResult.Opened>(await World.Tasks.OpenAsync(
            World.Opening(await World.AttestAsync(4001)) with { Subject = subject, Delegated = new Authority.Tasks.DelegatedTask(above, [above.Scope], above.Deadline, Hops: 0, FanOut: 1) }, Cancel)).Task;
        var action = Asking.Action();
        var (first, second) = (await asking.AskAsync(task, action), await asking.AskAsync(task, Asking.Action("another")));
        (Change stop, Change goOn) = what == "above"
            ? (new Change.MoveTask(above.Id, new TaskStanding(TaskState.Suspended, TaskState.Open)), (Change)new Change.MoveTask(above.Id, TaskStanding.JustOpened))
            : Contained(what == "agent" ? ContainmentKey.Agent(task.Actor.Agent) : what == "server" ? ContainmentKey.Server(action.Name.Server) : ContainmentKey.Subject(Subject.PseudonymOf(subject, World.Keyring)));

        await World.Journal.CommitAsync([], [stop], [], Cancel);
        Assert.Equal("W2261", await RefusedAsync(first));
        Assert.Equal(ApprovalState.Pending, await asking.StateAsync(first));
        Assert.IsType<VoteResult.Taken>(await asking.Voting.VoteAsync(second, Asking.Operator, ApprovalEdge.Deny, Cancel));
        await World.Journal.CommitAsync([], [goOn], [], Cancel);
        await asking.ApproveAsync(first);

        static (Change, Change) Contained(ContainmentKey key) => (new Change.Contain(key), new Change.Restore(key));
    }

    [Theory]
    [InlineData("release")]
    [InlineData("definition")]
    [InlineData("task")]
    public async Task VoteAsync_WhatItWasAskedForChanged_EndsIt(string what)
    {
        var task = await World.OpenAsync();
        var action = Asking.Action(definition: Digest256.Sha256("one"u8));
        await World.Journal.CommitAsync([], [new Change.PinDefinition(action.Name, action.Definition)], [], Cancel);
        var id = await asking.AskAsync(task, action);
        await ChangeAsync(what, task, action);
        Assert.Equal("W2255", await RefusedAsync(id));
        Assert.Equal(ApprovalState.Void, await asking.StateAsync(id));
        Assert.Equal(what, Assert.Single(World.Journal.Entries.OfType<LedgerEntry.ApprovalSettled>()).Cause);
    }

    [Theory]
    [InlineData("release")]
    [InlineData("definition")]
    [InlineData("task")]
    public async Task VoteAsync_ItChangesBetweenTheLookAndTheTransaction_EndsItToo(string what)
    {
        var task = await World.OpenAsync();
        var action = Asking.Action(definition: Digest256.Sha256("one"u8));
        await World.Journal.CommitAsync([], [new Change.PinDefinition(action.Name, action.Definition)], [], Cancel);
        var id = await asking.AskAsync(task, action);
        World.Journal.BeforeCommit = () => Assert.True(ChangeAsync(what, task, action).IsCompletedSuccessfully);
        Assert.Equal("W2255", await RefusedAsync(id));
        Assert.Equal(ApprovalState.Void, await asking.StateAsync(id));
    }

    [Fact]
    public async Task VoteAsync_PastItsEnd_IsExpired()
    {
        var task = await World.OpenAsync();
        var id = await asking.AskAsync(task);
        World.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("W2251", await RefusedAsync(id));
        Assert.Equal(ApprovalState.Expired, await asking.StateAsync(id));
    }

    [Fact]
    public async Task VoteAsync_WhatIsNoAnswer_IsACallersMistake()
    {
        var id = await asking.AskAsync(await World.OpenAsync());
        await Assert.ThrowsAsync<ArgumentException>(async () => await asking.Voting.VoteAsync(id, Asking.Operator, ApprovalEdge.Spend, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () => await asking.Voting.VoteAsync(id, new Approver("x", ApprovalMethod.None), ApprovalEdge.Approve, Cancel));
    }

    [Fact]
    public async Task SweepAsync_SomeAreWorthNothing_EndsThoseAndErasesThem()
    {
        using var sweeper = new ApprovalSweeper(World.Journal, World, asking.Mover, World.Time, NullLogger<ApprovalSweeper>.Instance);
        var task = await World.OpenAsync();
        var (old, gone) = (await asking.AskAsync(task), await asking.AskAsync(await World.OpenAsync()));
        await asking.ApproveAsync(old);
        Assert.Equal(0, await sweeper.SweepAsync(Cancel));
        World.Time.Advance(TimeSpan.FromMinutes(5));
        await World.Journal.CommitAsync([], [new Change.Touch(task.Id, World.Time.GetUtcNow())], [], Cancel);
        var kept = await asking.AskAsync(task, Asking.Action("""{"amount":3}"""));
        await World.Mover.MoveAsync((await World.Journal.FindApprovalAsync(gone, Cancel))!.Binding.Task, TaskEdge.Complete, "operator", Cancel);
        World.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.Equal(1, await sweeper.SweepAsync(Cancel));
        World.Time.Advance(TimeSpan.FromTicks(1));
        await World.Journal.CommitAsync([], [new Change.Touch(task.Id, World.Time.GetUtcNow())], [], Cancel);
        Assert.Equal(1, await sweeper.SweepAsync(Cancel));
        Assert.Equal((ApprovalState.Expired, ApprovalState.Void, ApprovalState.Pending), (await asking.StateAsync(old), await asking.StateAsync(gone), await asking.StateAsync(kept)));
        Assert.Null(await World.Journal.PendingActionAsync(old, Cancel));
        Assert.Null(await World.Journal.PendingActionAsync(gone, Cancel));
        Assert.Equal(["task", "time"], World.Journal.Entries.OfType<LedgerEntry.ApprovalSettled>().Select(static e => e.Cause));
    }

    private Task ChangeAsync(string what, AgentTask task, ActionRequest action)
    {
        var next = Samples.Release("next");
        if (what == "release")
        {
            World.Current = new ReleaseInForce(World.Release with { Id = next }, new ScriptedDecisions(next));
        }

        return World.Journal.CommitAsync(
            [],
            [
                what switch
                {
                    "release" => new Change.Activate(next, default),
                    "definition" => new Change.PinDefinition(action.Name, Digest256.Sha256("two"u8)),
                    _ => new Change.MoveTask(task.Id, new TaskStanding(TaskState.Revoked, TaskState.None)),
                },
            ],
            [], Cancel).AsTask();
    }

    private async Task<string> RefusedAsync(ApprovalId id, ApprovalEdge edge = ApprovalEdge.Approve) =>
        Assert.IsType<VoteResult.Refused>(await asking.Voting.VoteAsync(id, Asking.Operator, edge, Cancel)).Reason.Code;
}
