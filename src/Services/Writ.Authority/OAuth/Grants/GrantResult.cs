using System.Collections.Immutable;
using Writ.Authority.Delegations;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.OAuth.Grants;

/// <summary>What a grant came to.</summary>
internal abstract record GrantResult
{
    private GrantResult()
    {
    }

    /// <summary>A writ may be issued for a task.</summary>
    /// <param name="Task">The task.</param>
    public sealed record Granted(AgentTask Task) : GrantResult
    {
        /// <summary>What is granted, given how long the writ lives, for a client that asked in details; null for one that did not.</summary>
        public Func<TimeSpan, ImmutableArray<TaskDetailsDocument>>? Details { get; init; }

        /// <summary>How the writ is less than its task's.</summary>
        public WritNarrowing Narrowing { get; init; } = WritNarrowing.None;

        /// <summary>What must still hold in the transaction that issues the writ.</summary>
        public ImmutableArray<Condition> Conditions { get; init; } = [];

        /// <summary>What that transaction still takes: nothing of what opening the task has taken.</summary>
        public ImmutableArray<Change> Changes { get; init; } = [];
    }

    /// <summary>No writ, but an offer to another client.</summary>
    /// <param name="Task">The task that delegates.</param>
    /// <param name="Offering">The offer.</param>
    public sealed record Offered(AgentTask Task, OfferingResult.Offered Offering) : GrantResult;

    /// <summary>There is none.</summary>
    /// <param name="Refusal">What to answer.</param>
    public sealed record Refused(OAuthRefusal Refusal) : GrantResult;
}
