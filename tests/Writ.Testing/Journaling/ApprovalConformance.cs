using Writ.Domain;

namespace Writ.Testing;

/// <summary>What every journal does with approvals: one open question for one action, one use of one yes, and nothing left of what was pending.</summary>
public abstract class ApprovalConformance : JournalTestBase
{
    private const int Racers = 100;

    [Fact]
    public async Task FindApprovalAsync_OpenedMovedAndReopened_ComesBackWhole()
    {
        var approval = await AskAsync();
        await AssertSameAsync(approval);
        Assert.Equal(Samples.Pending.Arguments.ToArray(), (await Host.State.PendingActionAsync(approval.Id, Cancel))!.Arguments.ToArray());
        await MakeAsync(new Change.MoveApproval(approval.Id, ApprovalState.Approved));
        await Host.ReopenAsync();
        await AssertSameAsync(approval with { State = ApprovalState.Approved });
        var pending = await Host.State.PendingActionAsync(approval.Id, Cancel);
        Assert.Equal(("Case", "42", new Destination("server", "files")), (pending!.ResourceType, pending.ResourceId, pending.Destination));
        Assert.Null(await Host.State.FindApprovalAsync(Some.Approval(Some.Task(1)).Id, Cancel));
    }

    [Theory]
    [InlineData(ApprovalState.Spent)]
    [InlineData(ApprovalState.Denied)]
    [InlineData(ApprovalState.Expired)]
    [InlineData(ApprovalState.Void)]
    public async Task MoveApproval_ToAnEnd_ErasesWhatWasPendingAndKeepsTheRest(ApprovalState end)
    {
        var approval = await AskAsync();
        await MakeAsync(new Change.MoveApproval(approval.Id, end));
        Assert.Null(await Host.State.PendingActionAsync(approval.Id, Cancel));
        await AssertSameAsync(approval with { State = end });
        Assert.Empty(await Host.State.OpenApprovalsAsync(10, Cancel));
    }

    [Fact]
    public async Task NewestAndOpenApprovals_Several_AreTheNewestAndTheOpenOnesInOrder()
    {
        var first = await AskAsync();
        var task = first.Binding.Task;
        await MakeAsync(new Change.MoveApproval(first.Id, ApprovalState.Denied));
        var second = Some.Approval(Some.Task(Host.Journal.Epoch)) with { Binding = first.Binding };
        var other = Some.Approval(Some.Task(Host.Journal.Epoch));
        await MakeAsync(new Change.OpenApproval(second, Samples.Pending), new Change.OpenApproval(other, Samples.Pending));
        Assert.Equal(second.Id, (await Host.State.NewestApprovalAsync(task, first.Binding.Request, Cancel))!.Id);
        Assert.Null(await Host.State.NewestApprovalAsync(task, Digest256.Sha256("other"u8), Cancel));
        Assert.Equal([second.Id, other.Id], (await Host.State.OpenApprovalsAsync(10, Cancel)).Select(static a => a.Id));
        Assert.Equal([second.Id], (await Host.State.OpenApprovalsAsync(1, Cancel)).Select(static a => a.Id));
    }

    [Fact]
    public async Task VotesAsync_TwoApprovers_AreBothThereAndNoneTwice()
    {
        var approval = await AskAsync();
        var vote = new ApprovalVote("operator", ApprovalMethod.LocalOperator, ApprovalEdge.Approve, Now);
        var second = vote with { By = "another", At = Now.AddSeconds(1), Edge = ApprovalEdge.Deny };
        await MakeAsync(new Change.Vote(approval.Id, vote));
        await MakeAsync(new Change.Vote(approval.Id, second));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MakeAsync(new Change.Vote(approval.Id, vote)));
        await Host.ReopenAsync();
        Assert.Equal([vote, second], await Host.State.VotesAsync(approval.Id, Cancel));
    }

    [Fact]
    public async Task Changes_ThatCannotBeMeant_AreACallersMistake()
    {
        var approval = await AskAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MakeAsync(new Change.OpenApproval(approval, Samples.Pending)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MakeAsync(new Change.OpenApproval(Some.Approval(Some.Task(1)) with { Epoch = 99 }, Samples.Pending)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MakeAsync(new Change.OpenApproval(Some.Approval(Some.Task(1)) with { State = ApprovalState.Approved }, Samples.Pending)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MakeAsync(new Change.OpenApproval(Some.Approval(Some.Task(1)) with { Approvers = [] }, Samples.Pending)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MakeAsync(new Change.MoveApproval(Some.Approval(Some.Task(1)).Id, ApprovalState.Approved)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MakeAsync(new Change.MoveApproval(approval.Id, ApprovalState.Pending)));
    }

    [Fact]
    public async Task CommitAsync_ManyAskTheSameAtOnce_OneQuestionIsOpen()
    {
        var task = await OpenAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => Task.Run(() =>
        {
            var approval = Some.Approval(task);
            return CommitAsync([new Condition.NoOpenApproval(task.Id, approval.Binding.Request)], [new Change.OpenApproval(approval, Samples.Pending)]);
        })));
        Assert.Single(results.OfType<CommitResult.Committed>());
        Assert.Single(await Host.State.OpenApprovalsAsync(Racers, Cancel));
    }

    [Fact]
    public async Task CommitAsync_ManySpendTheSameAtOnce_OneDoes()
    {
        var approval = await AskAsync();
        await MakeAsync(new Change.MoveApproval(approval.Id, ApprovalState.Approved));
        var results = await Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => Task.Run(() => CommitAsync(
            [new Condition.ApprovalHolds(approval.Id, ApprovalState.Approved, approval.Binding, Now)], [new Change.MoveApproval(approval.Id, ApprovalState.Spent)]))));
        Assert.Single(results.OfType<CommitResult.Committed>());
        Assert.All(results.OfType<CommitResult.Refused>(), static r => Assert.IsType<Condition.ApprovalHolds>(r.Failed));
    }

    [Fact]
    public async Task CommitAsync_ANewEpoch_KnowsNoApprovalOfBefore()
    {
        var approval = await AskAsync();
        await MakeAsync(new Change.MoveApproval(approval.Id, ApprovalState.Approved));
        await Host.RestoreOlderAsync(() => AppendAsync(Some.Entry()));
        Assert.False(await HoldsAsync(new Condition.ApprovalHolds(approval.Id, ApprovalState.Approved, approval.Binding, Now)));
        Assert.Null(await Host.State.FindApprovalAsync(approval.Id, Cancel));
        Assert.Null(await Host.State.PendingActionAsync(approval.Id, Cancel));
        Assert.Empty(await Host.State.OpenApprovalsAsync(10, Cancel));
    }

    /// <summary>Opens an approval of a task that is open.</summary>
    protected async Task<Approval> AskAsync()
    {
        var approval = Some.Approval(await OpenAsync());
        await MakeAsync(new Change.OpenApproval(approval, Samples.Pending));
        return approval;
    }

    private async Task AssertSameAsync(Approval expected)
    {
        var found = await Host.State.FindApprovalAsync(expected.Id, Cancel);
        Assert.NotNull(found);
        Assert.Equal(expected.Approvers, found.Approvers);
        Assert.Equal(expected.Rules, found.Rules);
        Assert.Equal(expected with { Approvers = [], Rules = [] }, found with { Approvers = [], Rules = [] });
    }
}
