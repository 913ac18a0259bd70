using Writ.Cedar.Authorization;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Authorization;

public sealed class AllocationTests
{
    [Fact]
    public void Authorize_AThousandPolicies_StaysUnderItsCeiling()
    {
        const int rounds = 1_000;
        const int ceiling = 768;
        var policies = PolicySet.Parse(
            "permit(principal in Group::\"staff\", action in Action::\"read\", resource is Photo) when { principal.age > 18 && principal.name like \"A*\" && ![1, 2].contains(context.n) };"
            + "forbid(principal, action, resource) unless { context.mfa && resource has private && !resource.private };"
            + string.Concat(Enumerable.Range(0, 1_000).Select(i => $"permit(principal == User::\"u{i}\", action, resource) when {{ context.n > {i} }};")));
        Assert.Equal(CedarDecision.Allow, Authorizer.Authorize(Given.Request, policies, Given.Store).Decision);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < rounds; i++) Authorizer.Authorize(Given.Request, policies, Given.Store);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / rounds;
        Assert.True(each <= ceiling, $"{each} bytes for one decision, at most {ceiling} are allowed");
    }
}
