using System.Text;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Values;

namespace Writ.Cedar.Explaining;

/// <summary>Writes an explanation for a person: the decision, then every policy that had a say, with the clauses that decided it.</summary>
public static class ExplanationText
{
    /// <summary>Writes an explanation, one line for each policy and clause, each ended by <c>\n</c>.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="values">Whether values are shown. What stands in the policies is shown always.</param>
    /// <param name="outOfScope">Whether policies whose scope does not hold are told of too, or only counted.</param>
    public static string Write(Explanation explanation, ValueDisplay values, OutOfScope outOfScope = OutOfScope.Counted)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        var text = new StringBuilder();
        text.Append(explanation.Decision == CedarDecision.Allow ? "allow" : "deny").Append(": ").Append(Why(explanation)).Append('\n');
        var left = 0;
        foreach (var policy in explanation.Policies)
        {
            if (policy.Outcome == PolicyOutcome.OutOfScope && outOfScope == OutOfScope.Counted) left++;
            else Write(text, policy, values);
        }

        if (left > 0) text.Append($"{left} more {(left == 1 ? "policy is" : "policies are")} out of scope\n");
        return text.ToString();
    }

    private static string Why(Explanation explanation)
    {
        int Count(Effect effect) => explanation.Policies.Count(policy => policy.Outcome == PolicyOutcome.Satisfied && policy.Policy.Effect == effect);
        var (permits, forbids) = (Count(Effect.Permit), Count(Effect.Forbid));
        if (forbids > 0) return $"{forbids} forbid{(forbids == 1 ? " holds" : "s hold")}";
        return permits > 0 ? $"{permits} permit{(permits == 1 ? " holds" : "s hold")} and no forbid does" : "no permit holds";
    }

    private static void Write(StringBuilder text, PolicyExplanation explanation, ValueDisplay values)
    {
        var policy = explanation.Policy;
        text.Append(policy.Effect == Effect.Permit ? "permit " : "forbid ").Append(policy.Id);
        if (policy.Annotation("id") is { } name) text.Append(" (").Append(name).Append(')');
        text.Append(" at ").Append(policy.Position).Append(explanation.Outcome switch
        {
            PolicyOutcome.Satisfied => ": holds",
            PolicyOutcome.Unmet => ": does not hold",
            PolicyOutcome.Errored => ": left out, because it errors",
            _ => ": out of scope",
        }).Append('\n');
        foreach (var clause in explanation.Clauses) Write(text, clause, values);
    }

    private static void Write(StringBuilder text, Clause clause, ValueDisplay values)
    {
        text.Append("  ").Append(clause.Outcome switch
        {
            ClauseOutcome.True => "true   ",
            ClauseOutcome.False => "false  ",
            _ => "error  ",
        });
        text.Append(clause.Part switch
        {
            ClausePart.When => $"{clause.Position} when ",
            ClausePart.Unless => $"{clause.Position} unless ",
            _ => "scope ",
        }).Append(clause.Text).Append('\n');
        foreach (var value in clause.Values) text.Append("           ").Append(value.Text).Append(" = ").Append(Show(value.Value, values)).Append('\n');
        if (clause.Error is { } error) text.Append("           ").Append(values == ValueDisplay.Shown ? error.Message : error.Kind.ToString()).Append('\n');
    }

    private static string Show(CedarValue value, ValueDisplay display)
    {
        if (display == ValueDisplay.Shown) return value.ToString();
        return value.TryGetEntity(out var uid) ? $"<{uid.Type}>" : $"<{ValueText.NameOf(value.Kind)}>";
    }
}
