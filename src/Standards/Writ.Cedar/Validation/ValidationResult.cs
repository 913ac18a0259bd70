using System.Collections.Immutable;

namespace Writ.Cedar.Validation;

/// <summary>What the validator found: errors refuse the policies, warnings do not.</summary>
/// <param name="Errors">The errors, by policy in the order of the set.</param>
/// <param name="Warnings">The warnings, by policy in the order of the set.</param>
public sealed record ValidationResult(ImmutableArray<ValidationFinding> Errors, ImmutableArray<ValidationFinding> Warnings)
{
    /// <summary>Whether there is no error.</summary>
    public bool Passed => !Errors.IsDefault && Errors.IsEmpty;
}
