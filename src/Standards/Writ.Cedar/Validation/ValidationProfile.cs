namespace Writ.Cedar.Validation;

/// <summary>
/// The release of Cedar whose verdicts are given. The releases differ in one point: what it means that no action of the schema
/// applies to the scope of a policy.
/// </summary>
public enum ValidationProfile
{
    /// <summary>As Cedar 4.13: a scope without an applicable action is a warning.</summary>
    Cedar413,

    /// <summary>As Cedar 4.9 and 4.10: a scope without an applicable action is an error.</summary>
    Cedar410,
}
