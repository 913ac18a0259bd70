using System.Text;
using Writ.Authority.Approvals;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Approvals;

public sealed class ApprovalServiceTests : IDisposable
{
    private readonly Asking asking = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private World World => asking.World;

    public void Dispose() => asking.Dispose();

    [Fact]
    public async Task AskAsync_ThenApprovedThenTwice_RunsOnce()
    {
        var task = await World.OpenAsync();
        var id = await asking.AskAsync(task);
        Assert.Equal(id, await asking.AskAsync(task));
        await asking.ApproveAsync(id);
        Assert.True(await asking.RunAsync(task));
        Assert.Equal(ApprovalState.Spent, await asking.StateAsync(id));
        Assert.False(await asking.RunAsync(task));
        Assert.NotEqual(id, await asking.AskAsync(task));

        var entries = World.Journal.Entries;
        Assert.Equal(2, entries.OfType<LedgerEntry.ApprovalRequested>().Count());
        Assert.Equal(("operator", ApprovalEdge.Approve, ApprovalState.Approved), entries.OfType<LedgerEntry.ApprovalVoted>().Select(static e => (e.By, e.Vote, e.State)).Single());
        Assert.Equal(id, Assert.Single(entries.OfType<LedgerEntry.ApprovalSpent>()).Approval);

        // Nothing of the arguments, and not even the plain hash of them, is in the ledger.
        var hash = Asking.Action().Hash.ToString();
        Assert.All(entries, e => Assert.DoesNotContain(hash, Encoding.UTF8.GetString(e.ToBytes()), StringComparison.Ordinal));
        Assert.All(entries, static e => Assert.DoesNotContain("amount", Encoding.UTF8.GetString(e.ToBytes()), StringComparison.Ordinal));
    }

    public static TheoryData<string> Changes => ["byte", "space", "name", "definition", "effects", "task", "subject", "rule", "facts", "resource", "destination"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task AskAsync_AnythingElseThanWhatWasApproved_IsNotDischarged(string what)
    {
        var task = await World.OpenAsync();
        await asking.ApproveAsync(await asking.AskAsync(task));
        var question = asking.Question(task);
        var other = what switch
        {
            "byte" => With(question, Asking.Action("""{"amount":11}""")),
            "space" => With(question, Asking.Action("""{"amount": 10}""")),
            "name" => With(question, Asking.Action(name: "billing/refunds")),
            "definition" => With(question, Asking.Action(definition: Digest256.Sha256("other"u8))),
            "effects" => With(question, Asking.Action(effects: Effects.Write | Effects.Egress)),
            "task" => asking.Question(await World.OpenAsync()),
            "subject" => question with { Request = question.Request with { Task = task with { Subject = new Subject("https://idp.example", "eve") } } },
            "rule" => asking.Question(task, approvers: ["owner", "team:finance"]),
            "facts" => question with { Request = question.Request with { Facts = question.Request.Facts with { ResourceKnown = false } } },
            "resource" => With(question, new ActionRequest(
                question.Request.Action.Name, Effects.Write, question.Request.Action.Resource with { Id = "8" }, question.Request.Action.Destination, question.Request.Action.Message.Span, .., default)),
            _ => With(question, new ActionRequest(
                question.Request.Action.Name, Effects.Write, question.Request.Action.Resource, new Destination("server", "elsewhere"), question.Request.Action.Message.Span, .., default)),
        };
        Assert.IsType<ApprovalAnswer.Pending>(await asking.Service.AskAsync(other, Cancel));
    }

    [Fact]
    public async Task AskAsync_ContextChangedUnderAnOpenOne_EndsItAndAsksAnew()
    {
        var task = await World.OpenAsync();
        var id = await asking.AskAsync(task);
        await asking.ApproveAsync(id);
        var next = await asking.AskAsync(task, null, "owner", "team:finance");
        Assert.Equal((ApprovalState.Void, ApprovalState.Pending), (await asking.StateAsync(id), await asking.StateAsync(next)));
        Assert.Equal("context", Assert.Single(World.Journal.Entries.OfType<LedgerEntry.ApprovalSettled>()).Cause);
        Assert.Null(await World.Journal.PendingActionAsync(id, Cancel));
    }

    [Fact]
    public async Task AskAsync_AfterExpiry_IsNotDischargedAndAsksAnew()
    {
        var task = await World.OpenAsync();
        var id = await asking.AskAsync(task);
        await asking.ApproveAsync(id);
        var granted = Assert.IsType<ApprovalAnswer.Granted>(await asking.Service.AskAsync(asking.Question(task), Cancel));
        await TouchAsync(task, TimeSpan.FromMinutes(9));
        World.Time.Advance(TimeSpan.FromMinutes(10));

        // Neither by what was granted before, nor by asking again.
        var late = granted.Conditions.Select(c => c is Condition.ApprovalHolds h ? h with { Now = World.Time.GetUtcNow() } : c).ToArray();
        Assert.IsType<Condition.ApprovalHolds>(Assert.IsType<CommitResult.Refused>(await World.Journal.CommitAsync(late, [.. granted.Changes], [], Cancel)).Failed);
        Assert.NotEqual(id, await asking.AskAsync(task));
        Assert.Equal(ApprovalState.Expired, await asking.StateAsync(id));
    }

    [Fact]
    public async Task AskAsync_AfterTheReleaseChanged_IsNotDischarged()
    {
        var task = await World.OpenAsync();
        var id = await asking.AskAsync(task);
        await asking.ApproveAsync(id);
        var question = asking.Question(task);
        await NextReleaseAsync();
        Assert.IsType<ApprovalAnswer.Changed>(await asking.Service.AskAsync(question, Cancel));
        Assert.NotEqual(id, await asking.AskAsync(task));
        Assert.Equal(ApprovalState.Void, await asking.StateAsync(id));
    }

    [Fact]
    public async Task AskAsync_Denied_IsNotAskedAgainInThatTask()
    {
        var task = await World.OpenAsync();
        var id = await asking.AskAsync(task);
        Assert.IsType<VoteResult.Taken>(await asking.Voting.VoteAsync(id, Asking.Operator, ApprovalEdge.Deny, Cancel));
        Assert.Equal("W3133", Assert.IsType<ApprovalAnswer.Refused>(await asking.Service.AskAsync(asking.Question(task), Cancel)).Reason.Code);
        Assert.Single(World.Journal.Entries.OfType<LedgerEntry.ApprovalRequested>());
        Assert.Null(await World.Journal.PendingActionAsync(id, Cancel));
        await asking.AskAsync(await World.OpenAsync());
    }

    [Theory]
    [InlineData("anybody")]
    [InlineData("")]
    [InlineData("team:")]
    public async Task AskAsync_UnknownApprover_IsRefusedAndNobodyIsAsked(string approver)
    {
        var question = asking.Question(await World.OpenAsync(), approvers: ["owner", approver]);
        var refused = Assert.IsType<ApprovalAnswer.Refused>(await asking.Service.AskAsync(question, Cancel)).Reason;
        Assert.Equal(("W3131", "rule/1"), (refused.Code, refused.Rule));
        Assert.Empty(World.Journal.Entries.OfType<LedgerEntry.ApprovalRequested>());
    }

    [Theory]
    [InlineData(Assurance.Unknown)]
    [InlineData(Assurance.SameUid)]
    public async Task AskAsync_AgentThatIsAdvisory_IsRefusedWhateverObliges(Assurance assurance)
    {
        var question = asking.Question(await World.OpenAsync());
        var actor = question.Request.Actor with { Assurance = assurance };
        Assert.Equal("W3122", Assert.IsType<ApprovalAnswer.Refused>(await asking.Service.AskAsync(question with { Request = question.Request with { Actor = actor } }, Cancel)).Reason.Code);
    }

    [Fact]
    public async Task AskAsync_MoreThanMayWait_IsRefused()
    {
        var task = await World.OpenAsync();
        for (var i = 0; i < 8; i++)
        {
            await asking.AskAsync(task, Asking.Action($$"""{"amount":{{i}}}"""));
        }

        Assert.IsType<Condition.PendingApprovalsBelow>(Assert.IsType<ApprovalAnswer.Unmet>(await asking.Service.AskAsync(asking.Question(task, Asking.Action("""{"amount":99}""")), Cancel)).Failed);
        await asking.AskAsync(task, Asking.Action("""{"amount":7}"""));
    }

    [Fact]
    public async Task AskAsync_LargeArguments_AreRefused()
    {
        var large = Asking.Action($$"""{"text":"{{new string('x', 64 * 1024)}}"}""");
        Assert.Equal("W3136", Assert.IsType<ApprovalAnswer.Refused>(await asking.Service.AskAsync(asking.Question(await World.OpenAsync(), large), Cancel)).Reason.Code);
    }

    [Theory]
    [InlineData("task")]
    [InlineData("instance")]
    [InlineData("agent")]
    [InlineData("freeze")]
    public async Task AskAsync_WhatWouldNotRunAnyway_AsksNobody(string what)
    {
        var task = await World.OpenAsync();
        await World.Journal.CommitAsync(
            [],
            [
                what switch
                {
                    "task" => new Change.MoveTask(task.Id, new TaskStanding(TaskState.Revoked, TaskState.None)),
                    "instance" => new Change.EndInstance(task.Actor.Instance),
                    "agent" => new Change.Contain(ContainmentKey.Agent(task.Actor.Agent)),
                    _ => new Change.Contain(ContainmentKey.Freeze("write")!.Value),
                },
            ],
            [], Cancel);
        Assert.IsType<ApprovalAnswer.Unmet>(await asking.Service.AskAsync(asking.Question(task), Cancel));
        Assert.Empty(await World.Journal.OpenApprovalsAsync(1, Cancel));
    }

    [Theory]
    [InlineData(ApprovalEdge.Approve)]
    [InlineData(ApprovalEdge.Deny)]
    public async Task AskAsync_HeldAndAnswered_IsWokenAndDecidedAgain(ApprovalEdge edge)
    {
        var task = await World.OpenAsync();
        var id = await asking.AskAsync(task);
        var held = asking.Service.AskAsync(asking.Question(task, patience: TimeSpan.FromSeconds(20)), Cancel).AsTask();
        Assert.False(held.IsCompleted);
        Assert.IsType<VoteResult.Taken>(await asking.Voting.VoteAsync(id, Asking.Operator, edge, Cancel));
        Assert.IsType<ApprovalAnswer.Changed>(await held.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.Equal(edge == ApprovalEdge.Approve, await asking.RunAsync(task));
    }

    [Fact]
    public async Task AskAsync_HeldToItsLimit_IsPending()
    {
        var task = await World.OpenAsync();
        var held = asking.Service.AskAsync(asking.Question(task, patience: TimeSpan.FromSeconds(20)), Cancel).AsTask();
        World.Time.Advance(TimeSpan.FromSeconds(20) - TimeSpan.FromTicks(1));
        Assert.False(held.IsCompleted);
        World.Time.Advance(TimeSpan.FromTicks(1));
        Assert.IsType<ApprovalAnswer.Pending>(await held.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
    }

    [Fact]
    public async Task AskAsync_CallerLeaves_IsCancelledAndTheQuestionStays()
    {
        var task = await World.OpenAsync();
        using var client = new CancellationTokenSource();
        var held = asking.Service.AskAsync(asking.Question(task, patience: TimeSpan.FromSeconds(20)), client.Token).AsTask();
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        Assert.Single(await World.Journal.OpenApprovalsAsync(10, Cancel));
    }

    [Fact]
    public async Task AskAsync_MoreCallsThanAreHeld_AreToldAtOnce()
    {
        var task = await World.OpenAsync();
        await asking.AskAsync(task);
        var calls = Enumerable.Range(0, 20).Select(_ => asking.Service.AskAsync(asking.Question(task, patience: TimeSpan.FromSeconds(20)), Cancel).AsTask()).ToArray();
        Assert.Equal(4, calls.Count(static c => c.IsCompleted));
        World.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.All(await Task.WhenAll(calls), static a => Assert.IsType<ApprovalAnswer.Pending>(a));
    }

    [Fact]
    public async Task AskAsync_WritStops_LetsGoOfHeldCallsAndHoldsNoMore()
    {
        var task = await World.OpenAsync();
        var held = asking.Service.AskAsync(asking.Question(task, patience: TimeSpan.FromSeconds(20)), Cancel).AsTask();
        asking.Mover.Held.Close();
        Assert.IsType<ApprovalAnswer.Changed>(await held.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.IsType<ApprovalAnswer.Pending>(await asking.Service.AskAsync(asking.Question(task, patience: TimeSpan.FromSeconds(20)), Cancel));
    }

    [Fact]
    public async Task AskAsync_TaskNearItsIdleEnd_LivesOnWhileAHumanIsAsked()
    {
        var task = await World.OpenAsync();
        World.Time.Advance(task.Idle - TimeSpan.FromTicks(1));
        var id = await asking.AskAsync(task);
        World.Time.Advance(TimeSpan.FromMinutes(1));
        await asking.ApproveAsync(id);
        Assert.True(await asking.RunAsync((await World.Journal.FindTaskAsync(task.Id, Cancel))!));
    }

    [Fact]
    public async Task AskAsync_StoreCannotCommit_Throws()
    {
        var task = await World.OpenAsync();
        World.Journal.Unavailable = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await asking.Service.AskAsync(asking.Question(task), Cancel));
    }

    private static ApprovalQuestion With(ApprovalQuestion question, ActionRequest action) => question with { Request = question.Request with { Action = action } };

    private async Task NextReleaseAsync()
    {
        var next = Samples.Release("next");
        World.Current = new ReleaseInForce(World.Release with { Id = next }, new ScriptedDecisions(next));
        await World.Journal.CommitAsync([], [new Change.Activate(next, default)], [], Cancel);
    }

    private async Task TouchAsync(AgentTask task, TimeSpan after) =>
        await World.Journal.CommitAsync([], [new Change.Touch(task.Id, World.Time.GetUtcNow() + after)], [], Cancel);
}
