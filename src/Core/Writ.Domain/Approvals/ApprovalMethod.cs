namespace Writ.Domain;

/// <summary>How an approver proved who they are.</summary>
public enum ApprovalMethod
{
    /// <summary>In no way.</summary>
    None = 0,

    /// <summary>By the operators' credential on the machine that Writ runs on: one person at most, whoever holds it.</summary>
    LocalOperator,
}
