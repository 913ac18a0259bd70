namespace Writ.Cedar.Ast;

/// <summary>How a condition bears on its policy.</summary>
public enum ConditionKind
{
    /// <summary>The policy is satisfied only if the body is true.</summary>
    When,

    /// <summary>The policy is satisfied only if the body is false.</summary>
    Unless,
}
