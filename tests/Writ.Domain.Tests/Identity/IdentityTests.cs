namespace Writ.Domain.Tests.Identity;

public sealed class IdentityTests
{
    [Fact]
    public void ToString_OfASubject_IsTheIssuerAlone() =>
        Assert.Equal("https://idp.example.org", new Subject("https://idp.example.org", "planted").ToString());

    [Fact]
    public void ToString_OfWhatWasPresented_ShowsNoCredential() =>
        Assert.Equal("POST http://127.0.0.1/mcp", new Presented(null, "DPoP planted", "planted", "POST", "http://127.0.0.1/mcp").ToString());

    [Fact]
    public void ContainmentKey_OfEachKind_IsItsOwn()
    {
        var keys = new[]
        {
            ContainmentKey.Everything, ContainmentKey.Agent(Slug.Parse("support")), ContainmentKey.Instance(Given.Instance), ContainmentKey.Server(Slug.Parse("support")),
            ContainmentKey.Subject(Digest256.Sha256("support"u8)), ContainmentKey.Freeze("write")!.Value,
        };
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(Enum.GetValues<ContainmentKind>().Where(static k => k != ContainmentKind.None), keys.Select(static k => k.Kind));
        Assert.DoesNotContain(default(ContainmentKey), keys);
    }
}
