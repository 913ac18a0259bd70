using System.Collections.Immutable;
using System.Reflection;

namespace Writ.Domain.Tests.Releases;

public sealed class ReleaseComparisonTests
{
    // All that a release says, type by type. What is added to one must be compared, and be named here: what is not compared would pass for a change of comments.
    private static readonly Dictionary<Type, string> Compared = new()
    {
        [typeof(Release)] = "Agents BundleEndpoint Catalogue Federation Intents Issuers Policies Secrets Servers Signing TrustDomain Workloads",
        [typeof(AgentRegistration)] = "Intents Name Owner Purpose Tier",
        [typeof(Intent)] = "Budget Ceiling Deadline Delegation Idle Name Owner Parameters Purpose Tier",
        [typeof(Budget)] = "Calls Egress Writes",
        [typeof(ServerRegistration.Stdio)] = "Command Directory Environment Name SecretEnvironment Secrets",
        [typeof(ServerRegistration.Http)] = "Endpoint Headers Name SecretHeaders Secrets",
        [typeof(ToolClass)] = "Effects Name Resource",
        [typeof(ResourceTemplate)] = "Argument Id Template Type",
        [typeof(WorkloadRegistration)] = "Descendants IsRemote Path Selectors",
        [typeof(SignerRules)] = "Loosen Signers Tighten",
        [typeof(SignerRegistration)] = "Key Name Thumbprint",
    };

    private static readonly Release Sample = SomeReleases.Sample();

    [Fact]
    public void Between_EverythingThatAReleaseSays_IsCompared() => Assert.All(Compared, static pair =>
        Assert.Equal(
            pair.Value,
            string.Join(' ', pair.Key.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(static p => p.Name).Order(StringComparer.Ordinal)
                .Where(n => pair.Key != typeof(Release) || n is not ("Id" or "Content")))));

    [Fact]
    public void Between_OneRelease_FindsNothing() => Assert.Empty(Between(Sample, Sample).Changes);

    [Fact]
    public void Between_OtherBytesAlone_IsNeutral()
    {
        var difference = Between(Sample, SomeReleases.Named(Sample, "other"));
        Assert.Equal(ReleaseWeight.Neutral, Assert.Single(difference.Changes).Weight);
        Assert.Equal(ReleaseWeight.Neutral, difference.Weight);
    }

    // Each changes one thing; what is found, and found the other way round.
    public static TheoryData<string, string, string> Changes => new()
    {
        { "agent-added", "Loosens agent `other`: added", "Tightens agent `other`: removed" },
        { "agent-intent", "Loosens agent `support`: may take up `more`", "Tightens agent `support`: may take up no more `more`" },
        { "agent-tier", "Undecided agent `support`: tier changed", "Undecided agent `support`: tier changed" },
        { "agent-purpose", "Neutral agent `support`: purpose changed", "Neutral agent `support`: purpose changed" },
        { "intent-added", "Loosens intent `more`: added", "Tightens intent `more`: removed" },
        { "ceiling", "Loosens intent `work`: the ceiling is wider", "Tightens intent `work`: the ceiling is narrower" },
        { "ceiling-other", "Undecided intent `work`: the ceiling changed: neither lies within the other", "Undecided intent `work`: the ceiling changed: neither lies within the other" },
        { "deadline", "Loosens intent `work`: deadline: 00:30:00 becomes 00:31:00", "Tightens intent `work`: deadline: 00:31:00 becomes 00:30:00" },
        { "idle", "Loosens intent `work`: idle: 00:05:00 becomes 00:06:00", "Tightens intent `work`: idle: 00:06:00 becomes 00:05:00" },
        { "budget", "Loosens intent `work`: budget of writes: 1 becomes 2", "Tightens intent `work`: budget of writes: 2 becomes 1" },
        { "delegation-to", "Loosens intent `work`: may be delegated to `third`", "Tightens intent `work`: may be delegated no more to `third`" },
        { "delegation-depth", "Loosens intent `work`: depth of delegation: 1 becomes 2", "Tightens intent `work`: depth of delegation: 2 becomes 1" },
        { "delegation-fan-out", "Loosens intent `work`: fan-out of delegation: 8 becomes 9", "Tightens intent `work`: fan-out of delegation: 9 becomes 8" },
        { "parameters", "Undecided intent `work`: parameters changed", "Undecided intent `work`: parameters changed" },
        { "server-added", "Loosens server `more`: added", "Tightens server `more`: removed" },
        { "command", "Undecided server `files`: command changed", "Undecided server `files`: command changed" },
        { "environment", "Undecided server `files`: environment changed", "Undecided server `files`: environment changed" },
        { "address", "Undecided server `crm`: address changed", "Undecided server `crm`: address changed" },
        { "header", "Undecided server `crm`: headers changed", "Undecided server `crm`: headers changed" },
        { "secret-given", "Loosens server `crm`: is given secret `token`", "Tightens server `crm`: is given no more secret `token`" },
        { "secret-added", "Loosens secret `more`: added", "Tightens secret `more`: removed" },
        { "secret-source", "Undecided secret `token`: source changed", "Undecided secret `token`: source changed" },
        { "tool-added", "Undecided tool `files/write`: classified: write", "Undecided tool `files/write`: classified no more" },
        { "tool-effects", "Undecided tool `files/read`: effects: read becomes write", "Undecided tool `files/read`: effects: write becomes read" },
        { "tool-resource", "Undecided tool `files/read`: resource changed", "Undecided tool `files/read`: resource changed" },
        { "workload", "Undecided workload `job/a unix:uid:1`: added", "Undecided workload `job/a unix:uid:1`: removed" },
        { "issuer-added", "Loosens issuer `more`: added", "Tightens issuer `more`: removed" },
        { "issuer-age", "Loosens issuer `corp`: greatest age of a token: 01:00:00 becomes 02:00:00", "Tightens issuer `corp`: greatest age of a token: 02:00:00 becomes 01:00:00" },
        { "issuer-repeat", "Loosens issuer `corp`: a token may stand for several uses", "Tightens issuer `corp`: a token is good once" },
        { "issuer-audience", "Undecided issuer `corp`: whose tokens, for whom, for what or by which keys changed", "Undecided issuer `corp`: whose tokens, for whom, for what or by which keys changed" },
        { "federation", "Loosens trust domain `other.example`: added", "Tightens trust domain `other.example`: removed" },
        { "signing-on", "Tightens signing: releases after this one must be signed", "Loosens signing: releases after this one need no signature" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Between_OneChange_IsFoundAndTurnsAroundWithItsDirection(string change, string there, string back)
    {
        var changed = SomeReleases.Named(SomeReleases.Changed(Sample, change), change);
        Assert.Equal(there, Said(Between(Sample, changed)));
        Assert.Equal(back, Said(Between(changed, Sample)));
    }

    [Fact]
    public void Between_Signers_AreNeverATightening()
    {
        var rules = SomeReleases.Rules(1, 2, "alice", "bob");
        Assert.Equal("Undecided signer `carol`: added", Signed(rules, SomeReleases.Rules(1, 2, "alice", "bob", "carol")));
        Assert.Equal("Undecided signer `bob`: removed", Signed(SomeReleases.Rules(1, 1, "alice", "bob"), SomeReleases.Rules(1, 1, "alice")));
        Assert.Equal("Loosens signing: signatures to loosen: 2 becomes 1", Signed(rules, SomeReleases.Rules(1, 1, "alice", "bob")));
        Assert.Equal("Tightens signing: signatures to tighten: 1 becomes 2", Signed(rules, SomeReleases.Rules(2, 2, "alice", "bob")));
        var other = rules with { Signers = rules.Signers.SetItem(Slug.Parse("bob"), new SignerRegistration(Slug.Parse("bob"), "another", "{}")) };
        Assert.Equal("Undecided signer `bob`: has another key", Signed(rules, other));

        static string Signed(SignerRules before, SignerRules after) =>
            Said(Between(SomeReleases.Named(Sample with { Signing = before }, "a"), SomeReleases.Named(Sample with { Signing = after }, "b")));
    }

    [Theory]
    [InlineData("", "permit p", "Loosens policy `p`: permit added")]
    [InlineData("permit p", "", "Tightens policy `p`: permit removed")]
    [InlineData("permit p fails", "", "Undecided policy `p`: permit removed")]
    [InlineData("", "forbid p", "Tightens policy `p`: forbid added")]
    [InlineData("forbid p", "", "Loosens policy `p`: forbid removed")]
    [InlineData("permit p", "permit p more", "Undecided policy `p`: permit changed")]
    [InlineData("forbid p", "forbid p more", "Undecided policy `p`: forbid changed")]
    [InlineData("permit p", "forbid p", "Undecided policy `p`: permit became forbid")]
    [InlineData("permit p", "permit p", "Neutral release: its files differ in what nothing is decided by, such as comments and layout")]
    public void Between_Policies_AreComparedByEffectAndText(string before, string after, string said) => Assert.Equal(
        said,
        Said(ReleaseComparison.Between(new OutlinedRelease(Sample, Outline(before)), new OutlinedRelease(SomeReleases.Named(Sample, "b"), Outline(after)))));

    [Theory]
    [InlineData(ReleaseWeight.Neutral, 1)]
    [InlineData(ReleaseWeight.Tightens, 1)]
    [InlineData(ReleaseWeight.Loosens, 2)]
    [InlineData(ReleaseWeight.Undecided, 2)]
    [InlineData((ReleaseWeight)99, 2)]
    public void Needed_EachWeight_AsksTheGreaterNumberUnlessItIsSureToTighten(ReleaseWeight weight, int needed) =>
        Assert.Equal(needed, SomeReleases.Rules(1, 2, "alice", "bob").Needed(weight));

    [Fact]
    public void Between_AnyTwo_NothingTightensInBothDirections() => Properties.Hold(SomeReleases.Two, static t =>
    {
        var (there, back) = (Between(t.A, t.B), Between(t.B, t.A));
        return there.Changes.IsEmpty == (t.A.Id == t.B.Id)
            && there.Changes.Length == back.Changes.Length
            && there.Changes.Select(static c => c.Subject).Order(StringComparer.Ordinal).SequenceEqual(back.Changes.Select(static c => c.Subject).Order(StringComparer.Ordinal))
            && there.Count(ReleaseWeight.Tightens) == back.Count(ReleaseWeight.Loosens)
            && there.Count(ReleaseWeight.Loosens) == back.Count(ReleaseWeight.Tightens)
            && there.Count(ReleaseWeight.Undecided) == back.Count(ReleaseWeight.Undecided)
            && there.Count(ReleaseWeight.Neutral) == back.Count(ReleaseWeight.Neutral);
    });

    // A release that is said to tighten must not hold more than the one before anywhere that can be asked directly.
    [Fact]
    public void Between_AnyTwo_WhatTightensAllowsNothingNew() => Properties.Hold(SomeReleases.Two, static t =>
        Between(t.A, t.B).Weight is not (ReleaseWeight.Tightens or ReleaseWeight.Neutral)
        || (t.B.Agents.Keys.All(t.A.Agents.ContainsKey)
            && t.B.Intents.All(i => t.A.Intents.TryGetValue(i.Key, out var old) && i.Value.Ceiling.IsSubsetOf(old.Ceiling) && i.Value.Deadline <= old.Deadline && i.Value.Budget.IsWithin(old.Budget))));

    private static ReleaseDifference Between(Release before, Release after) =>
        ReleaseComparison.Between(new OutlinedRelease(before, []), new OutlinedRelease(after, []));

    private static string Said(ReleaseDifference difference)
    {
        var change = Assert.Single(difference.Changes);
        Assert.Equal(change.Weight, difference.Weight);
        return $"{change.Weight} {change.Subject}: {change.Text}";
    }

    private static ImmutableArray<PolicyOutline> Outline(string text) => text.Split(' ') is [var effect, var name, ..]
        ? [new PolicyOutline(name, effect == "permit" ? PolicyEffect.Permit : PolicyEffect.Forbid, text, effect == "forbid" ? ReleaseWeight.Loosens : text.Contains("fails", StringComparison.Ordinal) ? ReleaseWeight.Undecided : ReleaseWeight.Tightens)]
        : [];
}
