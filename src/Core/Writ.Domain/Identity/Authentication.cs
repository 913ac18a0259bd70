using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>The answer to "who is this, and for which task?": either named with everything that was proven, or refused with the reason.</summary>
public abstract record Authentication
{
    private Authentication()
    {
    }

    /// <summary>The message comes from this actor, for this task.</summary>
    /// <param name="Actor">Who acts.</param>
    /// <param name="Task">The task, as it was when it was read: Record checks again that it lives.</param>
    /// <param name="Writ">The writ that was presented; the zero value when the socket alone proved possession.</param>
    /// <param name="Conditions">What must still hold in the Record transaction, such as an unspent proof.</param>
    /// <param name="Changes">What the Record transaction must take, such as that proof.</param>
    public sealed record Named(Actor Actor, AgentTask Task, WritId Writ, ImmutableArray<Condition> Conditions, ImmutableArray<Change> Changes) : Authentication
    {
        /// <summary>What the writ that was presented allows less than its task; null when nothing, or when there is no writ.</summary>
        public WritLimits? Limits { get; init; }

        /// <summary>What may be shown of the task through this writ: its own scope, which lies within the task's.</summary>
        public Scope Scope => Limits?.Scope ?? Task.Scope;
    }

    /// <summary>Nobody is named. <paramref name="Reason"/> is safe to show to the remote party.</summary>
    /// <param name="Reason">Why, in the text for the remote party.</param>
    /// <param name="Operator">Why, in the text for the operator; never a credential's bytes.</param>
    public sealed record Refused(Reason Reason, string Operator) : Authentication;
}
