using FsCheck;
using FsCheck.Fluent;

namespace Writ.Domain.Tests.Workloads;

public sealed class SelectorTests
{
    private const string Digest = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";

    [Theory]
    [InlineData("unix:uid:1001", SelectorKind.UserId, "1001")]
    [InlineData("unix:user:support", SelectorKind.User, "support")]
    [InlineData("unix:gid:0", SelectorKind.GroupId, "0")]
    [InlineData("unix:group:staff", SelectorKind.Group, "staff")]
    [InlineData("unix:supplementary_gid:4294967295", SelectorKind.SupplementaryGroupId, "4294967295")]
    [InlineData("unix:supplementary_group:docker", SelectorKind.SupplementaryGroup, "docker")]
    [InlineData("unix:path:/usr/bin/node", SelectorKind.Path, "/usr/bin/node")]
    [InlineData("unix:sha256:" + Digest, SelectorKind.Sha256, Digest)]
    [InlineData("systemd:id:support@1.service", SelectorKind.UnitId, "support@1.service")]
    [InlineData("systemd:fragment_path:/etc/systemd/system/support.service", SelectorKind.UnitFragmentPath, "/etc/systemd/system/support.service")]
    [InlineData("writ:cgroup:/system.slice/support.service", SelectorKind.ControlGroup, "/system.slice/support.service")]
    [InlineData("writ:script-sha256:" + Digest, SelectorKind.ScriptSha256, Digest)]
    [InlineData("writ:cmdline:node /srv/agent.mjs --port=1:2", SelectorKind.CommandLine, "node /srv/agent.mjs --port=1:2")]
    public void TryParse_EachKind_KeepsItsTextAndValue(string text, SelectorKind kind, string value)
    {
        Assert.True(Selector.TryParse(text, out var selector, out var problem), problem);
        Assert.Equal((kind, value, text, false), (selector.Kind, selector.Value, selector.ToString(), selector.IsRemote));
        Assert.Equal(kind is not (SelectorKind.Path or SelectorKind.Sha256 or SelectorKind.ScriptSha256 or SelectorKind.CommandLine), selector.IsBoundary);
    }

    [Fact]
    public void IsBoundary_WhatIsNoneOrHoldsOfEverything_IsFalse()
    {
        Assert.False(default(Selector).IsBoundary);
        Assert.False(Selector.Parse("writ:cgroup:/").IsBoundary);
        Assert.False(Selector.Parse("oidc:ci:sub:x").IsBoundary);
    }

    [Fact]
    public void TryParse_ClaimOfAnIssuer_IsSplitAtItsFirstColons()
    {
        var selector = Selector.Parse("oidc:ci:sub:repo:acme/support:ref:refs/heads/main");
        Assert.Equal((Slug.Parse("ci"), "sub", "repo:acme/support:ref:refs/heads/main"), (selector.Issuer, selector.Claim, selector.Value));
        Assert.True(selector.IsRemote);
    }

    [Theory]
    [InlineData("", "is not `type:name:value`")]
    [InlineData("unix:uid", "is not `type:name:value`")]
    [InlineData("unix:uid:", "a number")]
    [InlineData("unix:uid:01", "a number")]
    [InlineData("unix:uid:+1", "a number")]
    [InlineData("unix:uid:-1", "a number")]
    [InlineData("unix:uid:4294967296", "a number")]
    [InlineData("unix:uid: 1", "a number")]
    [InlineData("unix:user:a b", "a name")]
    [InlineData("unix:user:a:b", "a name")]
    [InlineData("unix:path:usr/bin/node", "an absolute path")]
    [InlineData("unix:path:/usr//node", "an absolute path")]
    [InlineData("unix:path:/usr/../node", "an absolute path")]
    [InlineData("unix:path:/usr/node/", "an absolute path")]
    [InlineData("unix:path:/usr/\u0000node", "an absolute path")]
    [InlineData("unix:sha256:6B86", "64 lower-case")]
    [InlineData("systemd:id:support", "a unit's name")]
    [InlineData("systemd:id:a/b.service", "a unit's name")]
    [InlineData("unix:pid:7", "names no property of `unix`: there are `uid`")]
    [InlineData("UNIX:uid:7", "of a type that is not attested here")]
    [InlineData("k8s:ns:default", "of a type that is not attested here")]
    [InlineData("oidc:CI:sub:x", "does not name an issuer")]
    [InlineData("oidc:ci:sub", "is not `oidc:issuer:claim:value`")]
    [InlineData("oidc:ci:sub:", "is not `oidc:issuer:claim:value`")]
    [InlineData("oidc:ci::x", "is not `oidc:issuer:claim:value`")]
    public void TryParse_WhatIsNone_SaysWhy(string text, string why)
    {
        Assert.False(Selector.TryParse(text, out var selector, out var problem));
        Assert.True(selector.IsDefault);
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_AnyText_IsRefusedOrIsItself() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll<string, int>((text, which) =>
        {
            var whole = ((string[])["", "unix:uid:", "unix:path:/", "writ:cmdline:", "systemd:id:", "oidc:ci:"])[Math.Abs(which % 6)] + text;
            return text is null || !Selector.TryParse(whole, out var selector, out var problem) || (problem.Length == 0 && selector.ToString() == whole && whole.EndsWith(selector.Value, StringComparison.Ordinal));
        }));
}
