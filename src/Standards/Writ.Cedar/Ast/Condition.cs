namespace Writ.Cedar.Ast;

/// <summary>One <c>when { .. }</c> or <c>unless { .. }</c> of a policy.</summary>
/// <param name="Kind">Whether the body must be true or false.</param>
/// <param name="Body">The expression between the braces.</param>
/// <exception cref="ArgumentException">There is no such kind, or no body.</exception>
public sealed record Condition(ConditionKind Kind, Expr Body)
{
    /// <summary>Whether the body must be true or false.</summary>
    public ConditionKind Kind { get; } = Grammar.Known(Kind);

    /// <summary>The expression between the braces.</summary>
    public Expr Body { get; } = Grammar.Given(Body);
}
