using System.Collections.Immutable;
using System.Text;
using Writ.Authority.Approvals;
using Writ.Domain;

namespace Writ.Authority.Tests.Approvals;

/// <summary>An authority whose rules ask a human, and an agent with an open task that asks.</summary>
public sealed class Asking : IDisposable
{
    public static readonly Approver Operator = new("operator", ApprovalMethod.LocalOperator);

    /// <summary>Makes it on the world's journal, or on another one that knows the same release.</summary>
    public Asking(World? world = null, IJournal? journal = null, IStateReader? state = null, ApprovalOptions? options = null)
    {
        World = world ?? new World();
        Journal = journal ?? World.Journal;
        State = state ?? World.Journal;
        Mover = new ApprovalMover(Journal, State, World.Ids, World.Time, options ?? new ApprovalOptions());
        Service = new ApprovalService(World, Journal, State, World.Keyring, World.Ids, World.Time, Mover, options ?? new ApprovalOptions());
        Voting = new ApprovalVoting(World, Journal, State, World.Keyring, World.Ids, World.Time, Mover);
    }

    public World World { get; }

    public IJournal Journal { get; }

    public IStateReader State { get; }

    public ApprovalMover Mover { get; }

    public ApprovalService Service { get; }

    public ApprovalVoting Voting { get; }

    public static ActionRequest Action(string arguments = """{"amount":10}""", string name = "billing/refund", Effects effects = Effects.Write, Digest256 definition = default)
    {
        Assert.True(ActionName.TryParse(name, out var action));
        return new ActionRequest(
            action, effects, new ResourceRef("Invoice", "7", ImmutableSortedDictionary<string, string>.Empty), new Destination("server", "billing"), Encoding.UTF8.GetBytes(arguments), .., definition);
    }

    public ApprovalQuestion Question(AgentTask task, ActionRequest? action = null, TimeSpan patience = default, params string[] approvers)
    {
        var obligations = (approvers.Length == 0 ? ["owner"] : approvers).Select(static (a, i) => new Obligation(Obligation.Approval, a, $"rule/{i}")).ToImmutableArray();
        var release = World.Current!.Release.Id;
        return new ApprovalQuestion(
            DecisionId.New(World.Ids),
            Decision.StepUp(release, [new Reason("W3120", "rule/0", "a", "b")], [.. obligations.Select(static o => o.Rule)], obligations),
            new DecisionRequest(task.Actor, task, action ?? Action(), new ActionFacts(true, true, true), World.Time.GetUtcNow()),
            patience);
    }

    /// <summary>Asks, and expects to be told to wait.</summary>
    public async Task<ApprovalId> AskAsync(AgentTask task, ActionRequest? action = null, params string[] approvers)
    {
        var answer = await Service.AskAsync(Question(task, action, default, approvers), CancellationToken.None);
        Assert.True(answer is ApprovalAnswer.Pending, answer.ToString());
        return ((ApprovalAnswer.Pending)answer).Approval;
    }

    /// <summary>Says yes.</summary>
    public async Task ApproveAsync(ApprovalId id) => Assert.IsType<VoteResult.Taken>(await Voting.VoteAsync(id, Operator, ApprovalEdge.Approve, CancellationToken.None));

    /// <summary>Asks, and does what Record would do when the answer is yes. True when the action would run.</summary>
    public async Task<bool> RunAsync(AgentTask task, ActionRequest? action = null, params string[] approvers) =>
        await Service.AskAsync(Question(task, action, default, approvers), CancellationToken.None) is ApprovalAnswer.Granted granted
        && await Journal.CommitAsync([.. granted.Conditions], [.. granted.Changes], [.. granted.Entries], CancellationToken.None) is CommitResult.Committed;

    public async Task<ApprovalState> StateAsync(ApprovalId id) => (await State.FindApprovalAsync(id, CancellationToken.None))!.State;

    public void Dispose() => World.Dispose();
}
