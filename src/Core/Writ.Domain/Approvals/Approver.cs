namespace Writ.Domain;

/// <summary>Who answers, as the ledger may know them: a credential's name or a pseudonym, never a personal value.</summary>
/// <param name="Name">The credential's name, or the pseudonym.</param>
/// <param name="Method">How they proved it.</param>
/// <param name="Subject">The keyed digest of the person, to be compared with the subject that the task is for; the zero value where a credential names no person.</param>
public sealed record Approver(string Name, ApprovalMethod Method, Digest256 Subject = default);
