using System.Text;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Values;

namespace Writ.Cedar.Syntax;

/// <summary>Writes policies and expressions as Cedar text that parses back to the same. Comments and layout are the formatter's concern.</summary>
public static class CedarText
{
    /// <summary>Writes an expression on one line.</summary>
    /// <param name="expression">The expression.</param>
    public static string Write(Expr expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var text = new StringBuilder();
        new ExpressionText(text).Write(expression);
        return text.ToString();
    }

    /// <summary>Writes a policy or template: annotations and conditions each on a line. The id is not part of the text.</summary>
    /// <param name="policy">The policy.</param>
    public static string Write(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var text = new StringBuilder();
        foreach (var (key, value) in policy.Annotations.OrderBy(static annotation => annotation.Key, StringComparer.Ordinal))
            text.Append('@').Append(key).Append(policy.BareAnnotations.Contains(key) ? "\n" : $"({ValueText.Quote(value)})\n");
        text.Append(policy.Effect == Effect.Permit ? "permit" : "forbid")
            .Append("(principal").Append(Scope(policy.Principal, "?principal"))
            .Append(", action").Append(Scope(policy.Action, ""))
            .Append(", resource").Append(Scope(policy.Resource, "?resource"))
            .Append(')');
        foreach (var condition in policy.Conditions)
        {
            text.Append(condition.Kind == ConditionKind.When ? "\nwhen { " : "\nunless { ");
            new ExpressionText(text).Write(condition.Body);
            text.Append(" }");
        }

        return text.Append(';').ToString();
    }

    /// <summary>Writes the policies and then the templates of a set, a blank line between each two. Linked policies are written as if they had none.</summary>
    /// <param name="policies">The set.</param>
    public static string Write(PolicySet policies)
    {
        ArgumentNullException.ThrowIfNull(policies);
        return string.Concat(policies.Policies.Concat(policies.Templates).Select(static (policy, i) => $"{(i == 0 ? "" : "\n")}{Write(policy)}\n"));
    }

    /// <summary>What stands after the variable: nothing, or a space and the constraint.</summary>
    internal static string Scope(ScopeConstraint constraint, string slot) => constraint switch
    {
        ScopeConstraint.Equal equal => $" == {equal.Entity}",
        ScopeConstraint.In inside => $" in {inside.Entity}",
        ScopeConstraint.InAny any => $" in [{string.Join(", ", any.Entities)}]",
        ScopeConstraint.Is type => $" is {type.Type}",
        ScopeConstraint.IsIn inside => $" is {inside.Type} in {inside.Entity}",
        ScopeConstraint.EqualSlot => $" == {slot}",
        ScopeConstraint.InSlot => $" in {slot}",
        ScopeConstraint.IsInSlot inside => $" is {inside.Type} in {slot}",
        _ => "",
    };
}
