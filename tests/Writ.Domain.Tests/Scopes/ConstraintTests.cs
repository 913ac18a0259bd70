using System.Collections.Immutable;

namespace Writ.Domain.Tests.Scopes;

public sealed class ConstraintTests
{
    [Theory]
    [InlineData("*@acme.example", "ann@acme.example", true)]
    [InlineData("*@acme.example", "@acme.example", true)]
    [InlineData("*@acme.example", "ann@acme.example.evil", false)]
    [InlineData("*@acme.example", "x@evil/@acme.example", false)]
    [InlineData("a*c*e", "abcde", true)]
    [InlineData("a*c*e", "ace", true)]
    [InlineData("a*c*e", "aec", false)]
    [InlineData("a", "a", true)]
    [InlineData("a", "A", false)]
    [InlineData("", "", true)]
    [InlineData("*", "a\u200bb", false)]
    [InlineData("*", "a\nb", false)]
    [InlineData("*", "*", true)]
    public void Like_Text_MatchesTheForm(string form, string text, bool allowed) => Assert.Equal(allowed, new Constraint.Like(form).Allows(text));

    [Theory]
    [InlineData("*", "a*b", true)]
    [InlineData("a*", "a*b", true)]
    [InlineData("a*b", "a*", false)]
    [InlineData("*a*", "a*a", true)]
    [InlineData("a*a", "*a*", false)]
    [InlineData("*", "a/b", false)]
    [InlineData("*/*", "a/*", true)]
    [InlineData("ab", "*", false)]
    public void Like_AnotherForm_CoversWhatItSays(string wide, string narrow, bool covers) => Assert.Equal(covers, new Constraint.Like(wide).Covers(new Constraint.Like(narrow)));

    [Theory]
    [InlineData("10.0.0.0/8", "10.200.3.4", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("10.0.0.0/8", "0xa.0.0.1", false)]
    [InlineData("10.0.0.0/8", "167772161", false)]
    [InlineData("10.0.0.0/8", "10.0.0.01", false)]
    [InlineData("10.0.0.0/8", "10.1", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.0.0.1", false)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("2001:db8::/32", "2001:db8::1", true)]
    [InlineData("2001:db8::/32", "2001:0db8::1", false)]
    [InlineData("fe80::/10", "fe80::1%2", false)]
    public void InNetwork_Address_IsInItInOneSpelling(string network, string address, bool allowed) =>
        Assert.Equal(allowed, Constraint.InNetwork.Read(network)!.Allows(address));

    [Theory]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("010.0.0.0/8")]
    [InlineData("::ffff:10.0.0.0/104")]
    [InlineData("2001:0db8::/32")]
    [InlineData("")]
    public void InNetwork_TextThatIsNone_IsNotRead(string text) => Assert.Null(Constraint.InNetwork.Read(text));

    [Fact]
    public void Between_NoNumberBetween_IsNotMade() => Assert.Throws<ArgumentOutOfRangeException>(static () => new Constraint.Between(2, 1));

    [Fact]
    public void Intersect_RangesApart_IsNothing()
    {
        var both = Constraint.Between.AtMost(3).Intersect(Constraint.Between.AtLeast(4));
        Assert.Empty(Assert.IsType<Constraint.OneOf>(both).Values);
    }

    [Fact]
    public void Intersect_MoreFormsThanOneArgumentMayMeet_IsRefused()
    {
        Constraint? met = new Constraint.Like("a0*");
        for (var i = 1; i < Constraint.MostParts; i++)
        {
            met = met!.Intersect(new Constraint.Like($"*{(char)('b' + i)}*"));
        }

        Assert.Equal(Constraint.MostParts, Assert.IsType<Constraint.Every>(met).Parts.Length);
        Assert.Null(met.Intersect(new Constraint.Like("*z*")));
        Assert.Null(new Constraint.Like("*z*").Intersect(met));
    }

    [Fact]
    public void Every_PartsThatAreNoSingleOnes_IsNotMade()
    {
        Assert.Throws<ArgumentException>(static () => new Constraint.Every([new Constraint.Like("a")]));
        Assert.Throws<ArgumentException>(static () => new Constraint.Every([new Constraint.Like("a"), new Constraint.OneOf(ImmutableSortedSet.Create("a"))]));
        Assert.Throws<ArgumentException>(static () => new Constraint.Every(default));
    }

    [Fact]
    public void Like_LongFormAndText_TakesNoMoreThanTheirProduct()
    {
        // A form that makes a careless matcher try every split: it ends, and that is the test.
        var form = new Constraint.Like(string.Concat(Enumerable.Repeat("*a", 120)) + "b");
        Assert.False(form.Allows(new string('a', 4096)));
    }
}
