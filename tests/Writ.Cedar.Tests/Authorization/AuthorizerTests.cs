using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Authorization;

public sealed class AuthorizerTests
{
    [Fact]
    public void Authorize_NoPolicies_Denies()
    {
        var response = Authorizer.Authorize(Given.Request, PolicySet.Empty, EntityStore.Empty);
        Assert.Equal(CedarDecision.Deny, response.Decision);
        Assert.Empty(response.Reasons);
        Assert.Equal(CedarDecision.Deny, default(CedarDecision));
    }

    [Fact]
    public void Authorize_PermitAndForbid_DeniesAndNamesBoth()
    {
        var response = Given.Decide("permit(principal, action, resource); forbid(principal, action, resource); permit(principal, action, resource) when { false };");
        Assert.Equal(CedarDecision.Deny, response.Decision);
        Assert.Equal(["policy1"], Given.Ids(response.Reasons));
        Assert.Equal(["policy0"], Given.Ids(response.Permits));
        Assert.Equal(["policy1"], Given.Ids(response.Forbids));
    }

    [Fact]
    public void Authorize_ErroringForbid_IsLeftOutAndReported()
    {
        var response = Given.Decide("permit(principal, action, resource);\nforbid(principal, action, resource)\n  when { principal.size > 1 };");
        Assert.Equal(CedarDecision.Allow, response.Decision);
        var error = Assert.Single(response.Errors);
        Assert.Equal("policy1", error.Policy.Id);
        Assert.Equal((3, 20), (error.Error.Position.Line, error.Error.Position.Column));
        Assert.Equal("policy1: 3:20: `User::\"alice\"` has no attribute `size`", error.ToString());
    }

    [Fact]
    public void Authorize_PermitWhoseConditionFails_IsNamedAsUnmet()
    {
        var response = Given.Decide("permit(principal, action, resource) when { principal.age > 40 }; permit(principal == User::\"bob\", action, resource); forbid(principal, action, resource) when { false };");
        Assert.Equal(["policy0"], Given.Ids(response.Unmet));
        Assert.Empty(response.Reasons);
    }

    [Fact]
    public void Authorize_ConditionIsNoBool_IsAnError() =>
        Assert.Single(Given.Decide("permit(principal, action, resource) when { 1 };").Errors);

    [Theory]
    [InlineData("permit(principal == User::\"alice\", action == Action::\"view\", resource == Photo::\"p1\");", true)]
    [InlineData("permit(principal == User::\"bob\", action, resource);", false)]
    [InlineData("permit(principal in Group::\"all\", action in Action::\"read\", resource in Album::\"a1\");", true)]
    [InlineData("permit(principal in Group::\"guests\", action, resource);", false)]
    [InlineData("permit(principal is User, action in [Action::\"write\", Action::\"read\"], resource is Photo in Album::\"a1\");", true)]
    [InlineData("permit(principal is Group, action, resource);", false)]
    [InlineData("permit(principal, action in [], resource);", false)]
    [InlineData("permit(principal, action in [Action::\"write\"], resource);", false)]
    [InlineData("permit(principal is User in Group::\"staff\", action, resource is Photo);", true)]
    [InlineData("permit(principal is User in Group::\"guests\", action, resource);", false)]
    [InlineData("permit(principal, action, resource) when { true } unless { false } when { context.mfa };", true)]
    [InlineData("permit(principal, action, resource) when { true } unless { true };", false)]
    public void Authorize_Scope_AllowsExactly(string policy, bool allowed)
    {
        var response = Given.Decide(policy);
        Assert.Equal(allowed ? CedarDecision.Allow : CedarDecision.Deny, response.Decision);
        Assert.Empty(response.Errors);
    }

    [Fact]
    public void Authorize_ThousandPolicies_FindsTheOneThatFits()
    {
        var text = string.Concat(Enumerable.Range(0, 1000).Select(i => $"permit(principal == User::\"u{i}\", action, resource) when {{ context.nothing }};"))
            + "permit(principal in Group::\"staff\", action in [Action::\"read\", Action::\"view\"], resource);";
        var response = Given.Decide(text);
        Assert.Equal(["policy1000"], Given.Ids(response.Reasons));
        Assert.Empty(response.Errors);
    }

    [Fact]
    public void Authorize_ManyPolicies_ReasonsKeepTheOrderOfTheSet()
    {
        var text = string.Concat(Enumerable.Range(0, 5000).Select(i => (i % 3) switch
        {
            0 => "permit(principal, action, resource);",
            1 => "permit(principal == User::\"alice\", action, resource);",
            _ => "permit(principal, action == Action::\"view\", resource);",
        }));
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => $"policy{i}"), Given.Ids(Given.Decide(text).Reasons));
    }

    [Fact]
    public void Authorize_Overlay_SeesRequestEntities()
    {
        var doc = EntityUid.Of("Case", "42");
        var overlay = Given.Store.Overlay(new Entity(doc, CedarRecord.Of(("owner", Given.Alice)), [EntityUid.Of("Group", "staff")]));
        var policies = PolicySet.Parse("permit(principal, action, resource in Group::\"all\") when { resource.owner == principal && principal.age == 30 };");
        var request = new CedarRequest(Given.Alice, Given.View, doc);
        Assert.Equal(CedarDecision.Allow, Authorizer.Authorize(request, policies, overlay).Decision);
        Assert.Equal(CedarDecision.Deny, Authorizer.Authorize(request, policies, Given.Store).Decision);
    }
}
