using Writ.Cedar.Syntax;

namespace Writ.Cedar.Validation;

/// <summary>One finding of the validator: which policy, where, what was found, and how to mend it.</summary>
/// <param name="PolicyId">The policy, template or link.</param>
/// <param name="Kind">What kind of finding it is.</param>
/// <param name="Position">The place in the text of the policy; for a finding about the scope, the start of the policy.</param>
/// <param name="Message">What was found and what was expected: one line, no final period.</param>
/// <param name="Hint">How to mend it, or null when there is nothing to add.</param>
public sealed record ValidationFinding(string PolicyId, ValidationKind Kind, Position Position, string Message, string? Hint = null)
{
    /// <summary>Writes <c>position: policy: message (hint)</c>.</summary>
    public override string ToString() => Hint is null ? $"{Position}: {PolicyId}: {Message}" : $"{Position}: {PolicyId}: {Message} (hint: {Hint})";
}
