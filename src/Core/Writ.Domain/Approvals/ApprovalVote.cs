namespace Writ.Domain;

/// <summary>One approver's answer. An approver answers an approval once.</summary>
/// <param name="By">Who.</param>
/// <param name="Method">How they proved it.</param>
/// <param name="Edge">Approve or deny.</param>
/// <param name="At">When.</param>
public sealed record ApprovalVote(string By, ApprovalMethod Method, ApprovalEdge Edge, DateTimeOffset At);
