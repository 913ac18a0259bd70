using FsCheck;
using FsCheck.Fluent;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Authorization;

/// <summary>
/// What Cedar promises of every set of policies, held to <see cref="Reference"/>, which shares nothing with what is tested. Each property
/// counts the cases in which it had something to say, and fails when these are few.
/// </summary>
public sealed class AuthorizerProperties
{
    private static readonly Gen<string> Conditions = Gen.OneOf(
        Gen.Constant(""),
        ExpressionGen.Any.Select(text => $"when {{ {text} }}"),
        ExpressionGen.Any.Select(text => $"unless {{ ({text}) == ({text}) }}"));

    // Random conditions beside the picked ones, so that expressions of every kind come through whole decisions.
    private static readonly Gen<GeneratedPolicy> Policy =
        from policy in PolicyGen.Policy
        from conditions in Conditions
        from isPicked in Gen.Elements(true, true, false)
        select isPicked ? policy : policy with { Conditions = conditions };

    private static readonly Gen<GeneratedPolicy[]> Policies = Policy.ArrayOf();

    [Fact]
    public void Authorize_SomeForbidHolds_DeniesBecauseOfJustTheForbidsThatHold() => Sometimes(Policies, (policies, seen) =>
    {
        var set = Read(policies);
        var outcomes = World.Outcomes(set.Policies);
        var forbids = set.Policies.Where((policy, i) => outcomes[i] == true && policy.Effect == Effect.Forbid).Select(policy => policy.Id).ToArray();
        if (forbids.Length == 0) return true;
        if (set.Policies.Where((policy, i) => outcomes[i] == true && policy.Effect == Effect.Permit).Any()) seen();
        var response = Authorizer.Authorize(Given.Request, set, Given.Store);
        return response.Decision == CedarDecision.Deny && forbids.SequenceEqual(Given.Ids(response.Reasons));
    });

    [Fact]
    public void Authorize_NoForbidHolds_AllowsJustIfSomePermitDoes() => Sometimes(Policies, (policies, seen) =>
    {
        var set = Read(policies);
        var outcomes = World.Outcomes(set.Policies);
        if (set.Policies.Where((policy, i) => outcomes[i] == true && policy.Effect == Effect.Forbid).Any()) return true;
        var permits = set.Policies.Where((policy, i) => outcomes[i] == true).Select(policy => policy.Id).ToArray();
        if (permits.Length > 0) seen();
        var response = Authorizer.Authorize(Given.Request, set, Given.Store);
        return response.Decision == (permits.Length > 0 ? CedarDecision.Allow : CedarDecision.Deny) && permits.SequenceEqual(Given.Ids(response.Reasons));
    });

    [Fact]
    public void Authorize_ForbidAdded_NeverAllowsAndSometimesDenies() => Sometimes(
        from policies in Policies
        from added in Policy
        select (policies, added: added with { Effect = "forbid" }),
        (given, seen) =>
        {
            var (before, after) = (Decide(Read(given.policies)), Decide(Read([.. given.policies, given.added])));
            if (before.Decision == CedarDecision.Allow && after.Decision == CedarDecision.Deny) seen();
            return before.Decision == CedarDecision.Allow || after.Decision == CedarDecision.Deny;
        });

    [Fact]
    public void Authorize_PermitAdded_NeverLiftsAForbid() => Sometimes(
        from policies in Policies
        from added in Policy
        select (policies, added: added with { Effect = "permit" }),
        (given, seen) =>
        {
            var (before, after) = (Decide(Read(given.policies)), Decide(Read([.. given.policies, given.added])));
            if (before.Forbids.Length > 0 && after.Permits.Length > before.Permits.Length) seen();
            return Given.Ids(before.Forbids).SequenceEqual(Given.Ids(after.Forbids)) && (before.Forbids.IsEmpty || after.Decision == CedarDecision.Deny);
        });

    [Fact]
    public void Authorize_AnyOrder_NamesTheSamePolicies() => Sometimes(
        from policies in Policies
        from shuffled in Gen.Shuffle(Enumerable.Range(0, policies.Length).ToArray())
        select (policies, shuffled),
        (given, seen) =>
        {
            var set = Read(given.policies);
            var (one, other) = (Decide(set), Decide(PolicySet.Of(given.shuffled.Select(i => set.Policies[i]))));
            if (one.Reasons.Length > 1 && !given.shuffled.SequenceEqual(given.shuffled.Order())) seen();
            return one.Decision == other.Decision && Alike(one.Permits, other.Permits) && Alike(one.Forbids, other.Forbids) && Alike(one.Unmet, other.Unmet)
                && Alike(one.Errors.Select(error => error.Policy), other.Errors.Select(error => error.Policy));
        });

    [Fact]
    public void Authorize_WithTheIndex_AnswersAsWithoutOne() => Sometimes(Policies, (policies, seen) =>
    {
        var indexed = Decide(Read(policies));
        var unscoped = Decide(PolicySet.Parse(string.Concat(policies.Select(policy => policy.Unscoped))));
        if (indexed.Reasons.Length > 0 && indexed.Permits.Length + indexed.Forbids.Length < policies.Length) seen();
        return Reference.Answer(indexed) == Reference.Answer(unscoped) && Reference.Answer(indexed) == World.Answer(Read(policies).Policies);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public void Authorize_CompiledOrInterpreted_AnswersAsTheReference(int hotAfter) => Sometimes(Policies, (policies, seen) =>
    {
        var set = PolicySet.Of(Read(policies).Policies, hotAfter);
        var expected = World.Answer(set.Policies);
        if (expected.Contains("policy", StringComparison.Ordinal)) seen();
        return expected == Reference.Answer(Decide(set)) && expected == Reference.Answer(Decide(set));
    });

    private static Reference World { get; } = new(Given.Request, Given.Store);

    private static PolicySet Read(IEnumerable<GeneratedPolicy> policies) => PolicySet.Parse(string.Concat(policies.Select(policy => policy.Scoped)));

    private static CedarResponse Decide(PolicySet policies) => Authorizer.Authorize(Given.Request, policies, Given.Store);

    private static bool Alike(IEnumerable<Policy> one, IEnumerable<Policy> other) => one.Select(policy => policy.Id).Order(StringComparer.Ordinal).SequenceEqual(other.Select(policy => policy.Id).Order(StringComparer.Ordinal));

    private static void Sometimes<T>(Gen<T> values, Func<T, Action, bool> property, int cases = 4_000)
    {
        var (seen, tried) = (0, 0);
        Always.Holds(values, value =>
        {
            tried++;
            return property(value, () => seen++);
        }, cases);
        Assert.InRange(seen, tried / 100, tried);
    }
}
