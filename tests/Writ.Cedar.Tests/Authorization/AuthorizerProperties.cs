using FsCheck.Fluent;
using Writ.Cedar.Authorization;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Authorization;

public sealed class AuthorizerProperties
{
    [Fact]
    public void Authorize_SatisfiedForbid_AlwaysWins() => Always.Holds(PolicyGen.Policies, policies =>
    {
        var response = Decide(policies);
        return response.Forbids.IsEmpty || (response.Decision == CedarDecision.Deny && response.Reasons == response.Forbids);
    });

    [Fact]
    public void Authorize_NoSatisfiedPermit_NeverAllows() => Always.Holds(PolicyGen.Policies, policies =>
    {
        var response = Decide(policies);
        return !response.Permits.IsEmpty || response.Decision == CedarDecision.Deny;
    });

    [Fact]
    public void Authorize_ForbidAdded_NeverTurnsDenyIntoAllow() => Always.Holds(
        from policies in PolicyGen.Policies
        from added in PolicyGen.Policy
        select (policies, added with { Effect = "forbid" }),
        given => Decide(given.policies).Decision == CedarDecision.Allow
            || Decide([.. given.policies, given.Item2]).Decision == CedarDecision.Deny);

    [Fact]
    public void Authorize_PermitAdded_NeverRemovesAForbid() => Always.Holds(
        from policies in PolicyGen.Policies
        from added in PolicyGen.Policy
        select (policies, added with { Effect = "permit" }),
        given => Decide([.. given.policies, given.Item2]).Forbids.Length == Decide(given.policies).Forbids.Length);

    [Fact]
    public void Authorize_AnyOrder_AnswersAlike() => Always.Holds(
        from policies in PolicyGen.Policies
        from shuffled in Gen.Shuffle(policies)
        select (policies, shuffled),
        given => Answer(given.policies, Decide(given.policies)) == Answer(given.shuffled, Decide(given.shuffled)));

    [Fact]
    public void Authorize_ScopeReadByTheIndex_AnswersLikeTheEvaluator() => Always.Holds(PolicyGen.Policies, policies =>
    {
        var indexed = Decide(policies);
        var evaluated = Given.Decide(string.Concat(policies.Select(policy => policy.Unscoped)));
        return Answer(policies, indexed) == Answer(policies, evaluated)
            && Given.Ids(indexed.Reasons).SequenceEqual(Given.Ids(evaluated.Reasons));
    });

    private static CedarResponse Decide(IEnumerable<GeneratedPolicy> policies) => Given.Decide(string.Concat(policies.Select(policy => policy.Scoped)));

    // Names policies by their text, because ids follow the order.
    private static string Answer(GeneratedPolicy[] policies, CedarResponse response)
    {
        string Texts(IEnumerable<string> ids) => string.Join('\n', ids.Select(id => policies[int.Parse(id["policy".Length..])].Scoped).Order(StringComparer.Ordinal));
        return $"{response.Decision}\n{Texts(Given.Ids(response.Permits))}\n-\n{Texts(Given.Ids(response.Forbids))}\n-\n{Texts(response.Errors.Select(error => error.Policy.Id))}";
    }
}
