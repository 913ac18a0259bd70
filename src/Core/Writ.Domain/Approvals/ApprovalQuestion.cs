namespace Writ.Domain;

/// <summary>Asks whether an action that needs approval has it.</summary>
/// <param name="Id">The decision's id.</param>
/// <param name="Decision">What was decided, with the obligations.</param>
/// <param name="Request">What it rests on.</param>
/// <param name="Patience">How long the call may be held for an answer; zero when it may not.</param>
public sealed record ApprovalQuestion(DecisionId Id, Decision Decision, DecisionRequest Request, TimeSpan Patience);
