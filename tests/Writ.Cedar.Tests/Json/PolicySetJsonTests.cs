using Writ.Cedar.Authorization;
using Writ.Cedar.Json;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Json;

public sealed class PolicySetJsonTests
{
    private const string Plain = """{"effect":"permit","principal":{"op":"All"},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[]}""";
    private const string Slotted = """{"effect":"permit","principal":{"op":"==","slot":"?principal"},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[]}""";

    [Fact]
    public void Write_LinkedPolicies_GivesTheLinksBack()
    {
        var set = PolicySet.Parse("forbid(principal, action, resource) when { false }; permit(principal in ?principal, action, resource is Photo in ?resource); permit(principal == ?principal, action, resource);")
            .Link("policy1", "link a", EntityUid.Of("Group", "staff"), EntityUid.Of("Album", "a1"))
            .Link("policy2", "link b", Given.Bob);
        var json = PolicySetJson.Write(set);
        Assert.EndsWith(
            """
            "templateLinks":[{"templateId":"policy1","newId":"link a","values":{"?principal":{"type":"Group","id":"staff"},"?resource":{"type":"Album","id":"a1"}}},{"templateId":"policy2","newId":"link b","values":{"?principal":{"type":"User","id":"bob"}}}]}
            """,
            json,
            StringComparison.Ordinal);
        Assert.True(PolicySetJson.TryRead(json, out var read, out var error), error?.ToString());
        Assert.Equal(json, PolicySetJson.Write(read));
        Assert.Equal(["policy0", "link a", "link b"], Given.Ids(read.Policies));
        Assert.True(read.TryFind("link a", out var link));
        Assert.Equal("policy1", link.TemplateId);
        Assert.Equal(["link a"], Given.Ids(Authorizer.Authorize(Given.Request, read, Given.Store).Reasons));
    }

    [Fact]
    public void Write_LinkWhoseTemplateIsNotInTheSet_IsAPolicy()
    {
        var linked = PolicySet.Parse("permit(principal == ?principal, action, resource);").Link("policy0", "link", Given.Alice);
        var set = PolicySet.Of(linked.Policies);
        Assert.Equal(
            """{"staticPolicies":{"link":{"effect":"permit","principal":{"op":"==","entity":{"type":"User","id":"alice"}},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[]}},"templates":{},"templateLinks":[]}""",
            PolicySetJson.Write(set));
        var other = PolicySet.Of([.. linked.Policies, .. PolicySet.Parse("forbid(principal == ?principal, action, resource);").Templates]);
        Assert.Contains("\"templateLinks\":[]", PolicySetJson.Write(other), StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_NothingAtAll_IsTheEmptySet()
    {
        Assert.True(PolicySetJson.TryRead("{}"u8.ToArray(), out var set, out _));
        Assert.Empty(set.Policies);
        Assert.Equal("""{"staticPolicies":{},"templates":{},"templateLinks":[]}""", PolicySetJson.Write(PolicySet.Empty));
    }

    [Theory]
    [InlineData("[]", "found `[]`, expected a set of policies")]
    [InlineData("""{"policies":{}}""", "policies: found the unknown key `policies`")]
    [InlineData("""{"staticPolicies":null}""", "staticPolicies: found `null`, expected an object")]
    [InlineData("""{"staticPolicies":{"a":1}}""", "staticPolicies.a: found `1`, expected a policy")]
    [InlineData("""{"staticPolicies":{"":PLAIN}}""", "staticPolicies[\"\"]: found the empty id of a policy")]
    [InlineData("""{"staticPolicies":{"a":SLOTTED}}""", "staticPolicies.a: found the template `a` among the policies")]
    [InlineData("""{"templates":{"a":PLAIN}}""", "templates.a: found `a` without slots among the templates")]
    [InlineData("""{"staticPolicies":{"a":PLAIN,"a":PLAIN}}""", "staticPolicies: found a key twice: `a`")]
    [InlineData("""{"staticPolicies":{"a":PLAIN},"templates":{"a":SLOTTED}}""", "templates.a: found the id `a` twice")]
    [InlineData("""{"templates":{"t":SLOTTED},"templateLinks":[{"templateId":"x","newId":"l","values":{}}]}""", "templateLinks[0].templateId: found `x`, which is no template of the set")]
    [InlineData("""{"staticPolicies":{"a":PLAIN},"templateLinks":[{"templateId":"a","newId":"l","values":{}}]}""", "templateLinks[0].templateId: found `a`, which is no template")]
    [InlineData("""{"templates":{"t":SLOTTED},"templateLinks":[{"templateId":"t","newId":"t","values":{"?principal":{"type":"U","id":"a"}}}]}""", "templateLinks[0]: found the id `t` twice")]
    [InlineData("""{"templates":{"t":SLOTTED},"templateLinks":[{"templateId":"t","newId":"","values":{"?principal":{"type":"U","id":"a"}}}]}""", "templateLinks[0].newId: found the empty id")]
    [InlineData("""{"templates":{"t":SLOTTED},"templateLinks":[{"templateId":"t","newId":"l","values":{}}]}""", "templateLinks[0].values: found no `?principal`, which the template has")]
    [InlineData("""{"templates":{"t":SLOTTED},"templateLinks":[{"templateId":"t","newId":"l","values":{"?principal":{"type":"U","id":"a"},"?resource":{"type":"U","id":"a"}}}]}""", "values: found `?resource`, which the template has not")]
    [InlineData("""{"templates":{"t":SLOTTED},"templateLinks":[{"templateId":"t","newId":"l","values":{"?x":{"type":"U","id":"a"}}}]}""", "values.?x: found the unknown key `?x`")]
    [InlineData("""{"templates":{"t":SLOTTED},"templateLinks":[{"templateId":"t","newId":"l","values":{"?principal":{"type":"U"}}}]}""", "values.?principal: found `{\"type\":\"U\"}`")]
    [InlineData("""{"templates":{"t":SLOTTED},"templateLinks":[{"templateId":"t","newId":"l","values":{"?principal":{"type":"U","id":"a"}},"x":1}]}""", "templateLinks[0].x: found the unknown key `x`")]
    public void TryRead_WrongSet_SaysWhereAndWhat(string json, string part)
    {
        Assert.False(PolicySetJson.TryRead(json.Replace("PLAIN", Plain, StringComparison.Ordinal).Replace("SLOTTED", Slotted, StringComparison.Ordinal), out var set, out var error));
        Assert.Null(set);
        Assert.Contains(part, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AnyPolicies_DecideAlikeWhenReadBack() => Always.Holds(PolicyGen.Policies, generated =>
    {
        var set = PolicySet.Parse(string.Join('\n', generated.Select(policy => policy.Scoped)));
        if (!PolicySetJson.TryRead(PolicySetJson.Write(set), out var read, out _)) return false;
        var (one, other) = (Authorizer.Authorize(Given.Request, set, Given.Store), Authorizer.Authorize(Given.Request, read, Given.Store));
        return one.Decision == other.Decision && Given.Ids(one.Reasons).SequenceEqual(Given.Ids(other.Reasons)) && one.Errors.Length == other.Errors.Length;
    });
}
