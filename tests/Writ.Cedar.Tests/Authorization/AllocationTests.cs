using Writ.Cedar.Authorization;
using Writ.Cedar.Syntax;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Authorization;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(20_000)]
    public void Authorize_AnswersGivenBefore_AllocatesNothing(int count)
    {
        const int rounds = 1_000;
        Assert.True(PolicySet.TryParse(
            "permit(principal in Group::\"staff\", action in Action::\"read\", resource is Photo) when { principal.age > 18 && principal.name like \"A*\" && ![1, 2].contains(context.n) };"
            + "forbid(principal, action, resource) unless { context.mfa && resource has private && !resource.private };"
            + "permit(principal is User in Group::\"all\", action, resource in Album::\"a1\") when { principal.getTag(\"team\") == \"red\" && ip(\"10.0.0.1\").isInRange(ip(\"10.0.0.0/8\")) };"
            + "permit(principal, action, resource) when { context.n > 100 };"
            + string.Concat(Enumerable.Range(0, count).Select(i => $"permit(principal == User::\"u{i}\", action, resource) when {{ context.n > {i} }};")), out var policies, out _, new ParseOptions { MaxTextLength = int.MaxValue }));
        for (var i = 0; i < rounds; i++) Assert.Equal(2, Authorizer.Authorize(Given.Request, policies, Given.Store).Permits.Length);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < rounds; i++) Authorizer.Authorize(Given.Request, policies, Given.Store);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
