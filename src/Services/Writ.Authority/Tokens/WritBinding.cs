using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Tokens;

/// <summary>What a writ that is asked for will be bound to, and what the transaction that issues it has to check and take for that.</summary>
/// <param name="Confirmation">What its presenter has to show.</param>
/// <param name="Conditions">What must hold, such as the proof's being unspent.</param>
/// <param name="Changes">What is taken, such as that proof.</param>
public sealed record WritBinding(Confirmation Confirmation, ImmutableArray<Condition> Conditions, ImmutableArray<Change> Changes)
{
    /// <summary>To the attested socket of the instance.</summary>
    public static WritBinding Socket { get; } = new(new Confirmation.Socket(), [], []);

    /// <summary>When the writ ends at the latest: it never outlives the SVID that its client authenticated with.</summary>
    /// <value>Default: no earlier than by its task and by the longest life.</value>
    public DateTimeOffset Until { get; init; } = DateTimeOffset.MaxValue;
}
