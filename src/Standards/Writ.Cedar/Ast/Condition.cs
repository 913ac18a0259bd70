namespace Writ.Cedar.Ast;

/// <summary>One <c>when { .. }</c> or <c>unless { .. }</c> of a policy.</summary>
/// <param name="Kind">Whether the body must be true or false.</param>
/// <param name="Body">The expression between the braces.</param>
public sealed record Condition(ConditionKind Kind, Expr Body);
