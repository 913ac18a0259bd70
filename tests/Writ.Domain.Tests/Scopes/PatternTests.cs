namespace Writ.Domain.Tests.Scopes;

public sealed class PatternTests
{
    [Theory]
    [InlineData("files/*", "files/read", true)]
    [InlineData("files/*", "files/a/b", true)]
    [InlineData("files/*", "file/read", false)]
    [InlineData("files/*", "filesx/read", false)]
    [InlineData("files/read", "files/read", true)]
    [InlineData("files/read", "files/Read", false)]
    [InlineData("files/read", "files/read_all", false)]
    [InlineData("files/a/*", "files/a/*", true)]
    [InlineData("files/a/*", "files/a/b", false)]
    [InlineData("files/r*", "files/read", false)]
    public void Action_PatternAndName_MatchesExactlyOrTheWholeServer(string pattern, string name, bool matches) =>
        Assert.Equal(matches, Action(pattern).Matches(Given.Name(name)));

    [Theory]
    [InlineData("files/*")]
    [InlineData("files/read")]
    [InlineData("files/a/*")]
    [InlineData("files/r*")]
    public void Action_OfItsText_IsTheSame(string text)
    {
        Assert.Equal(text, Action(text).ToString());
        Assert.Equal(Action(text), Action(Action(text).ToString()));
        Assert.Equal(Slug.Parse("files"), Action(text).Server);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*/*")]
    [InlineData("*/read")]
    [InlineData("/*")]
    [InlineData("files")]
    [InlineData("Files/*")]
    [InlineData("fi*/read")]
    public void Action_NotAPattern_IsRefused(string? text)
    {
        Assert.False(ActionPattern.TryParse(text, out var pattern));
        Assert.Equal(default, pattern);
    }

    [Fact]
    public void Action_Default_MatchesAndCoversNothing()
    {
        Assert.False(default(ActionPattern).Matches(Given.Name("files/read")));
        Assert.False(default(ActionPattern).Matches(default));
        Assert.False(Action("files/*").Matches(default));
        Assert.False(default(ActionPattern).Covers(Action("files/read")));
        Assert.Equal("", default(ActionPattern).ToString());
    }

    [Fact]
    public void Action_Exactly_MatchesOneWhateverItIsCalled()
    {
        var pattern = ActionPattern.Exactly(Given.Name("files/a/*"));
        Assert.True(pattern.Matches(Given.Name("files/a/*")));
        Assert.False(pattern.Matches(Given.Name("files/a/b")));
        Assert.False(pattern.Covers(Action("files/*")));
        Assert.True(Action("files/*").Covers(pattern));
    }

    [Theory]
    [InlineData("*", "Case", "42", true)]
    [InlineData("Case", "Case", "42", true)]
    [InlineData("Case::42", "Case", "42", true)]
    [InlineData("Case::42", "Case", "4", false)]
    [InlineData("Case::42", "Case", "42 ", false)]
    [InlineData("Case", "Cases", "42", false)]
    [InlineData("Case", "case", "42", false)]
    [InlineData("Case::a::b", "Case", "a::b", true)]
    [InlineData("T", "T", "1", true)]
    public void Resource_PatternAndResource_MatchesTypeOrOne(string pattern, string type, string id, bool matches) =>
        Assert.Equal(matches, Resource(pattern).Matches(Given.Resource(type, id)));

    [Theory]
    [InlineData("*")]
    [InlineData("T")]
    [InlineData("Case")]
    [InlineData("Case::42")]
    [InlineData("Case::a::b")]
    [InlineData("Case::*")]
    public void Resource_OfItsText_IsTheSame(string text)
    {
        Assert.Equal(text, Resource(text).ToString());
        Assert.Equal(Resource(text), Resource(Resource(text).ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("::")]
    [InlineData("::42")]
    [InlineData("Case::")]
    [InlineData("T::")]
    [InlineData("Ca se")]
    [InlineData("1Case")]
    [InlineData("C\u00e4se")]
    [InlineData("**")]
    [InlineData("*::42")]
    public void Resource_NotAPattern_IsRefused(string? text)
    {
        Assert.False(ResourcePattern.TryParse(text, out var pattern));
        Assert.Equal(default, pattern);
    }

    [Fact]
    public void Resource_IdThatIsAStar_IsThatIdAlone()
    {
        Assert.False(Resource("Case::*").Matches(Given.Resource("Case", "42")));
        Assert.False(Resource("Case::*").Covers(Resource("Case::42")));
        Assert.False(Resource("Case").Covers(Resource("*")));
    }

    [Fact]
    public void Resource_Default_MatchesAndCoversNothing()
    {
        Assert.False(default(ResourcePattern).Matches(Given.Resource("Case", "42")));
        Assert.False(default(ResourcePattern).Covers(Resource("Case")));
        Assert.False(default(ResourcePattern).Covers(default));
        Assert.False(ResourcePattern.Any.Covers(default));
        Assert.Equal("", default(ResourcePattern).ToString());
    }

    [Fact]
    public void AtMost_Limit_IsInclusive()
    {
        var constraint = Constraint.Between.AtMost(5);
        Assert.True(constraint.Allows("5"));
        Assert.False(constraint.Allows("6"));
        Assert.True(constraint.Covers(Constraint.Between.AtMost(5)));
        Assert.False(constraint.Covers(Constraint.Between.AtMost(6)));
        Assert.True(constraint.Covers(new Constraint.OneOf(["5", "-1"])));
        Assert.False(constraint.Covers(new Constraint.OneOf(["5", "x"])));
        Assert.False(constraint.Covers(new Constraint.Below("5")));
        Assert.Equal(Constraint.Between.AtMost(3), constraint.Intersect(Constraint.Between.AtMost(3)));
    }

    private static ActionPattern Action(string text) => ActionPattern.TryParse(text, out var pattern) ? pattern : throw new FormatException(text);

    private static ResourcePattern Resource(string text) => ResourcePattern.TryParse(text, out var pattern) ? pattern : throw new FormatException(text);
}
