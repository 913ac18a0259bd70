using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Tasks;

/// <summary>What a task that another delegates may be at most.</summary>
/// <param name="Parent">The task that delegates.</param>
/// <param name="Scopes">What is done lies within each of these.</param>
/// <param name="Deadline">When it ends at the latest.</param>
/// <param name="Hops">How many further tasks may stand below.</param>
/// <param name="FanOut">How many tasks the parent may have delegated in all.</param>
public sealed record DelegatedTask(AgentTask Parent, ImmutableArray<Scope> Scopes, DateTimeOffset Deadline, int Hops, int FanOut)
{
    // A transaction may wait for its turn: the count is kept well beyond the parent's end, so that none meets it forgotten.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>The instances that delegated, nearest first.</summary>
    public ImmutableArray<Writ.Spiffe.SpiffeId> Chain => [Parent.Actor.Instance, .. Parent.Actor.Chain.IsDefault ? [] : Parent.Actor.Chain];

    /// <summary>The tasks above, nearest first.</summary>
    public ImmutableArray<TaskId> Ancestors => [Parent.Id, .. Parent.Ancestors];

    /// <summary>What must hold in the transaction that opens it: the parent may still act, and has not delegated too much.</summary>
    /// <param name="subject">The pseudonym of whom it is done for.</param>
    /// <param name="now">The instant to judge by.</param>
    public IEnumerable<Condition> Conditions(Digest256 subject, DateTimeOffset now) =>
        [.. Condition.Alive(Parent, Effects.Read, subject, now), new Condition.UsesLeft(Parent.Delegated, FanOut, 1)];

    /// <summary>What that transaction takes.</summary>
    public Change Count => new Change.TakeUses(Parent.Delegated, 1, Parent.Deadline + Kept);
}
