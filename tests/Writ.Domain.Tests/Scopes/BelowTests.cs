namespace Writ.Domain.Tests.Scopes;

public sealed class BelowTests
{
    [Theory]
    [InlineData("customers", "customers", true)]
    [InlineData("customers", "customers/acme", true)]
    [InlineData("customers", "customers/acme/.hidden", true)]
    [InlineData("customers", "customers/a..b", true)]
    [InlineData("customers", "customers/a b/c.txt", true)]
    [InlineData("customers", "customers/m\u00fcller", true)]
    [InlineData("/srv/data", "/srv/data/a", true)]
    [InlineData("customers", "customersX", false)]
    [InlineData("customers", "customersX/a", false)]
    [InlineData("customers", "customer", false)]
    [InlineData("customers", "Customers/a", false)]
    [InlineData("customers", "/customers/a", false)]
    [InlineData("customers", "", false)]
    [InlineData("customers", "customers/", false)]
    [InlineData("customers", "customers//a", false)]
    [InlineData("customers", "customers/..", false)]
    [InlineData("customers", "customers/../secrets", false)]
    [InlineData("customers", "customers/a/../../secrets", false)]
    [InlineData("customers", "customers/./a", false)]
    [InlineData("customers", "customers\\..\\secrets", false)]
    [InlineData("customers", "customers/a\\..\\..\\secrets", false)]
    [InlineData("customers", "customers/%2e%2e/secrets", false)]
    [InlineData("customers", "customers/a\0", false)]
    [InlineData("customers", "customers/a\n", false)]
    [InlineData("customers", "customers/~root", false)]
    [InlineData("customers", "customers/a ", false)]
    [InlineData("customers", "customers/.. /secrets", false)]
    [InlineData("customers", "customers/\uff0e\uff0e/secrets", false)]
    [InlineData("customers", "customers/\u2025/secrets", false)]
    [InlineData("customers", "customers/..\uff0f..\uff0fsecrets", false)]
    [InlineData("customers", "customers/.\u200b./secrets", false)]
    [InlineData("", "//etc/passwd", false)]
    [InlineData("/", "//etc/passwd", false)]
    [InlineData("/srv", "//srv/a", false)]
    [InlineData("a/..", "a/..", false)]
    public void Allows_PathAndValue_OnlyAtASegmentsBoundaryAndPlain(string path, string value, bool allowed) =>
        Assert.Equal(allowed, new Constraint.Below(path).Allows(value));

    // A lone surrogate cannot stand in an attribute.
    [Fact]
    public void Allows_LoneSurrogate_IsNot() => Assert.False(new Constraint.Below("customers").Allows("customers/\ud800"));

    [Theory]
    [InlineData("customers", "customers", true)]
    [InlineData("customers", "customers/acme", true)]
    [InlineData("customers/acme", "customers", false)]
    [InlineData("customers", "customersX", false)]
    [InlineData("customers", "customers/../x", false)]
    public void Covers_OtherPath_AsItAllows(string path, string other, bool covers) =>
        Assert.Equal(covers, new Constraint.Below(path).Covers(new Constraint.Below(other)));

    [Fact]
    public void Intersect_DisjointPaths_AllowNothing() => Assert.Empty(Assert.IsType<Constraint.OneOf>(new Constraint.Below("a").Intersect(new Constraint.Below("b"))).Values);
}
