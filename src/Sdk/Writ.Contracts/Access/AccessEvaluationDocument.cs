namespace Writ.Contracts;

/// <summary>What would be decided on an action that was asked about (AuthZEN Authorization API 1.0). It authorises nothing.</summary>
/// <param name="Decision">Whether it would be allowed, as things stand.</param>
/// <param name="Context">The id under which that stands in the ledger, and why it would not.</param>
public sealed record AccessEvaluationDocument(bool Decision, AccessContextDocument Context);
