using Writ.Cedar.Authorization;
using Writ.Cedar.Explaining;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Explaining;

public sealed class ExplainerTests
{
    [Fact]
    public void Explain_AnyPolicies_TellsWhatTheAuthorizerAnswers() => Always.Holds(PolicyGen.Policies, policies =>
    {
        var set = PolicySet.Parse(string.Concat(policies.Select(policy => policy.Scoped)));
        var response = Authorizer.Authorize(Given.Request, set, Given.Store);
        var explanation = Explainer.Explain(Given.Request, set, Given.Store);
        return explanation.Decision == response.Decision
            && Told(explanation, PolicyOutcome.Satisfied).SequenceEqual(set.Policies.Where(policy => response.Permits.Contains(policy) || response.Forbids.Contains(policy)))
            && Told(explanation, PolicyOutcome.Errored).SequenceEqual(response.Errors.Select(error => error.Policy))
            && response.Unmet.All(policy => Told(explanation, PolicyOutcome.Unmet).Contains(policy));
    });

    [Fact]
    public void Explain_AnyCondition_TellsWhatTheAuthorizerAnswers() => Always.Holds(ExpressionGen.Any, text =>
    {
        var set = PolicySet.Parse($"permit(principal, action, resource) when {{ {text} }};");
        var response = Authorizer.Authorize(Given.Request, set, Given.Store);
        var policy = Explainer.Explain(Given.Request, set, Given.Store).Policies[0];
        var expected = response.Errors.Length > 0 ? PolicyOutcome.Errored : response.Permits.Length > 0 ? PolicyOutcome.Satisfied : PolicyOutcome.Unmet;
        return policy.Outcome == expected && policy.Clauses.Length > 0 && policy.Clauses.Any(clause => clause.Error is not null) == (expected == PolicyOutcome.Errored);
    });

    [Fact]
    public void Write_EachOutcome_NamesTheClauseAndItsValues() => Assert.Equal(
        """
        deny: 1 forbid holds
        permit policy0 (grown) at 1:1: holds
          true   scope principal in Group::"staff"
                   principal = User::"alice"
          true   2:8 when principal.age > 18
                   principal.age = 30
          true   2:30 when principal.name like "A*"
                   principal.name = "Alice"
        permit policy1 at 3:1: does not hold
          false  4:8 when context.n == 8
                   context.n = 7
          false  4:26 when resource.private
                   resource.private = false
        forbid policy2 at 5:1: holds
          false  6:10 unless context.n == 1
                   context.n = 7
        permit policy3 at 7:1: left out, because it errors
          error  8:23 when principal.size > 1
                   principal = User::"alice"
                   `User::"alice"` has no attribute `size`
        1 more policy is out of scope

        """,
        ExplanationText.Write(Explained(), ValueDisplay.Shown));

    [Fact]
    public void Write_Redacted_HoldsNoValueOfTheRequest()
    {
        var text = ExplanationText.Write(Explained(), ValueDisplay.Redacted, OutOfScope.Told);
        foreach (var value in (string[])["alice", "Alice", "= 30", "= 7", "false\n", "p1"]) Assert.DoesNotContain(value, text.Replace("User::\"bob\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("principal.age = <Long>", text, StringComparison.Ordinal);
        Assert.Contains("principal = <User>", text, StringComparison.Ordinal);
        Assert.Contains("false  scope principal == User::\"bob\"", text, StringComparison.Ordinal);
    }

    private static Explanation Explained() => Explainer.Explain(
        Given.Request,
        PolicySet.Parse("""
            @id("grown") permit(principal in Group::"staff", action, resource)
            when { principal.age > 18 && principal.name like "A*" };
            permit(principal, action, resource)
            when { context.n == 8 || resource.private };
            forbid(principal, action, resource)
            unless { context.n == 1 };
            permit(principal, action, resource)
            when { context.mfa && principal.size > 1 };
            permit(principal == User::"bob", action, resource);
            """),
        Given.Store);

    private static IEnumerable<Writ.Cedar.Ast.Policy> Told(Explanation explanation, PolicyOutcome outcome) =>
        explanation.Policies.Where(policy => policy.Outcome == outcome).Select(policy => policy.Policy);
}
