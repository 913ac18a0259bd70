using Writ.Cedar.Authorization;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Authorization;

public sealed class TemplateTests
{
    private const string Text = "@id(\"share\") permit(principal in ?principal, action, resource is Photo in ?resource) when { context.mfa }; permit(principal == ?principal, action, resource);";

    private static readonly EntityUid Staff = EntityUid.Of("Group", "staff");
    private static readonly EntityUid Album = EntityUid.Of("Album", "a1");

    [Fact]
    public void Template_NotLinked_IsNeverEvaluated()
    {
        var policies = PolicySet.Parse(Text);
        Assert.Empty(policies.Policies);
        Assert.Equal(["policy0", "policy1"], Given.Ids(policies.Templates));
        Assert.Equal(CedarDecision.Deny, Authorizer.Authorize(Given.Request, policies, Given.Store).Decision);
    }

    [Fact]
    public void Link_ExactSlots_MakesAPolicy()
    {
        var policies = PolicySet.Parse(Text).Link("policy0", "link0", Staff, Album).Link("policy1", "link1", principal: Given.Bob);
        var response = Authorizer.Authorize(Given.Request, policies, Given.Store);
        Assert.Equal(["link0"], Given.Ids(response.Reasons));
        Assert.Equal("share", response.Reasons[0].Annotation("id"));
        Assert.Equal(2, policies.Templates.Length);
    }

    [Fact]
    public void Link_OtherSlots_IsRefused()
    {
        var policies = PolicySet.Parse(Text);
        Assert.Throws<ArgumentException>(() => policies.Link("policy0", "x", Staff));
        Assert.Throws<ArgumentException>(() => policies.Link("policy0", "x", resource: Album));
        Assert.Throws<ArgumentException>(() => policies.Link("policy1", "x", Staff, Album));
        Assert.Throws<ArgumentException>(() => policies.Link("policy1", "policy0", Staff));
        Assert.Throws<ArgumentException>(() => policies.Link("nothing", "x", Staff));
        var linked = policies.Link("policy1", "x", Staff);
        Assert.Throws<ArgumentException>(() => linked.Link("x", "y", Staff));
    }
}
