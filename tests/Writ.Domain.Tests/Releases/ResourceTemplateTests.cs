using FsCheck;
using FsCheck.Fluent;

namespace Writ.Domain.Tests.Releases;

public sealed class ResourceTemplateTests
{
    private const string Cases = "customers/{customer}/cases/{case}/**";
    private static readonly ResourceTemplate Open = Read(Cases);
    private static readonly ResourceTemplate Exact = Read("customers/{customer}/cases/{case}");

    private static readonly Gen<string> Hostile =
        Gen.ArrayOf(Gen.Elements("customers", "acme", "cases", "42", "/", "/", "/", ".", "..", "~", "%", "2e", "\\", "\0", " ", "\t", "\u200b", "\uff0f", "\uff0e", "\u00fc", "{case}", "**"))
            .Select(static p => string.Concat(p));

    private static readonly Gen<string> Near =
        from at in Gen.Choose(0, "customers/acme/cases/42/notes.txt".Length - 1)
        from length in Gen.Choose(0, 2)
        from piece in Gen.Elements("/", "//", "..", "/../", "/./", "\\", "%2e", "~", " ", "\0", "\uff0f", "x", "")
        let path = "customers/acme/cases/42/notes.txt"
        select path[..at] + piece + path[Math.Min(path.Length, at + length)..];

    [Theory]
    [InlineData("{case}", "42", "42")]
    [InlineData("cases/{case}", "42", "cases/42")]
    [InlineData("cases/{case}/note", "a b", "cases/a b/note")]
    [InlineData("cases/{case}", "..", null)]
    [InlineData("cases/{case}", "4/2", null)]
    [InlineData("cases/{case}", "", null)]
    [InlineData("cases/{case}", "%2e", null)]
    [InlineData("cases/{case}/**", "42", null)]
    [InlineData("customers/{customer}/{case}", "42", null)]
    public void ValueOf_Id_IsTheOneValueThatNamesIt(string template, string id, string? value)
    {
        var read = Read(template);
        Assert.Equal(value, read.ValueOf(id));
        Assert.Equal(value is null ? null : id, value is null ? null : read.Match(value)?.Id);
    }

    [Theory]
    [InlineData("customers/acme/cases/42/notes.txt")]
    [InlineData("customers/acme/cases/42/a/b/c")]
    [InlineData("customers/acme/cases/42/...")]
    [InlineData("customers/acme/cases/42/a b.txt")]
    [InlineData("customers/acme/cases/42/\u00fc")]
    [InlineData("customers/acme/cases/42/{case}")]
    public void Match_PathThatFits_NamesTheResource(string path)
    {
        var resource = Open.Match(path);
        Assert.NotNull(resource);
        Assert.Equal("Case", resource.Type);
        Assert.Equal("42", resource.Id);
        Assert.Equal("acme", Assert.Single(resource.Attributes).Value);
        Assert.Equal("customer", Assert.Single(resource.Attributes).Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("customers")]
    [InlineData("customers/acme/cases/42")]
    [InlineData("customers/acme/cases/42/")]
    [InlineData("/customers/acme/cases/42/a")]
    [InlineData("//customers/acme/cases/42/a")]
    [InlineData("./customers/acme/cases/42/a")]
    [InlineData("~/customers/acme/cases/42/a")]
    [InlineData("Customers/acme/cases/42/a")]
    [InlineData("customers/acme/cases/42/../43/a")]
    [InlineData("customers/acme/cases/42/a/..")]
    [InlineData("customers/acme/cases/42/a/../../43")]
    [InlineData("customers/acme/cases/42/./a")]
    [InlineData("customers/acme/cases/../a")]
    [InlineData("customers/../cases/42/a")]
    [InlineData("customers/acme/cases/./a")]
    [InlineData("customers//cases/42/a")]
    [InlineData("customers/acme/cases//42/a")]
    [InlineData("customers/acme//cases/42/a")]
    [InlineData("customers/acme/cases/42//a")]
    [InlineData("customers/acme/cases/42/%2e%2e/43")]
    [InlineData("customers/acme/cases/42%2f43/a")]
    [InlineData("customers%2facme/cases/42/a")]
    [InlineData("customers/acme/cases/42/a%00")]
    [InlineData("customers\\acme\\cases\\42\\a")]
    [InlineData("customers/acme/cases/42/..\\43")]
    [InlineData("customers/acme/cases/42/a\0")]
    [InlineData("customers/acme\0/cases/42/a")]
    [InlineData("customers/acme/cases/42/a\n")]
    [InlineData("customers/acme/cases/42/a\u007f")]
    [InlineData("customers/acme/cases/42/a\u0085")]
    [InlineData("customers/acme/cases/42/~root")]
    [InlineData("customers/~acme/cases/42/a")]
    [InlineData("customers/acme/cases/42/a ")]
    [InlineData("customers/acme /cases/42/a")]
    [InlineData("customers/ acme/cases/42/a")]
    [InlineData(" customers/acme/cases/42/a")]
    [InlineData("customers/acme/cases/42/a\u00a0")]
    [InlineData("customers/acme/cases/.. /a")]
    [InlineData("customers/acme/cases/42/\uff0e\uff0e/43")]
    [InlineData("customers/acme/cases/42/\u2025/43")]
    [InlineData("customers/acme/cases/42\uff0f43/a")]
    [InlineData("customers/acme/cases/42\u221543/a")]
    [InlineData("customers/acme/cases/42\u204443/a")]
    [InlineData("customers/acme/cases/42/..\uff3c43")]
    [InlineData("customers/acme/cases/42/\uff052e")]
    [InlineData("customers/acme/cases/42/.\u200b./43")]
    [InlineData("customers/\u202eacme/cases/42/a")]
    [InlineData("customers\u2028/acme/cases/42/a")]
    [InlineData("\ufeffcustomers/acme/cases/42/a")]
    [InlineData("custom\u0435rs/acme/cases/42/a")]
    public void Match_PathAServerCouldReadDifferently_NamesNothing(string path) => Assert.Null(Open.Match(path));

    [Fact]
    public void Match_WithoutStars_TakesExactlyItsSegments()
    {
        Assert.Equal("42", Exact.Match("customers/acme/cases/42")?.Id);
        Assert.Null(Exact.Match("customers/acme/cases/42/a"));
        Assert.Null(Exact.Match("customers/acme/cases"));
        Assert.Null(Exact.Match("customers/acme/cases/\ud800"));
    }

    [Fact]
    public void Match_HostilePath_NamesOnlyWhatStandsInIt() => Properties.Hold(Gen.OneOf(Hostile, Near), static path => Open.Match(path) is not { } resource || Plain(path, resource));

    [Fact]
    public void Match_NullPath_Throws() => Assert.Throws<ArgumentNullException>(() => Open.Match(null!));

    [Fact]
    public void Read_ATemplate_KeepsWhatItSays()
    {
        Assert.Equal(("Case", "path", Cases, "case"), (Open.Type, Open.Argument, Open.Template, Open.Id));
        Assert.NotNull(ResourceTemplate.Read("Case", "path", "{case}/**", "case", out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("Ca se", "{case}", "case", "`Ca se` is not a type's name: use letters, digits and `_`, beginning with a letter")]
    [InlineData("", "{case}", "case", "`` is not a type's name: use letters, digits and `_`, beginning with a letter")]
    [InlineData("Tool", "{case}", "case", "`Tool` is a type of Writ's own: choose another name")]
    [InlineData("Unmatched", "{case}", "case", "`Unmatched` is a type of Writ's own: choose another name")]
    [InlineData("Case", "", "case", "`` is not a template: each segment is plain text, one `{variable}`, or a last `**`")]
    [InlineData("Case", "/a/{case}", "case", "`/a/{case}` is not a template: each segment is plain text, one `{variable}`, or a last `**`")]
    [InlineData("Case", "a//{case}", "case", "`a//{case}` is not a template: each segment is plain text, one `{variable}`, or a last `**`")]
    [InlineData("Case", "a/../{case}", "case", "`a/../{case}` is not a template: each segment is plain text, one `{variable}`, or a last `**`")]
    [InlineData("Case", "a/{case}/", "case", "`a/{case}/` is not a template: each segment is plain text, one `{variable}`, or a last `**`")]
    [InlineData("Case", "a/x{case}", "case", "`a/x{case}` is not a template: each segment is plain text, one `{variable}`, or a last `**`")]
    [InlineData("Case", "a/{}", "case", "`a/{}` is not a template: each segment is plain text, one `{variable}`, or a last `**`")]
    [InlineData("Case", "a/{a{b}", "case", "`a/{a{b}` is not a template: each segment is plain text, one `{variable}`, or a last `**`")]
    [InlineData("Case", "**/{case}", "case", "`**/{case}` has `**` before its end")]
    [InlineData("Case", "{case}/**/**", "case", "`{case}/**/**` has `**` before its end")]
    [InlineData("Case", "{case}/{case}", "case", "`{case}/{case}` names a variable twice, or by something that is not an identifier")]
    [InlineData("Case", "{ca se}", "ca se", "`{ca se}` names a variable twice, or by something that is not an identifier")]
    [InlineData("Case", "{case}}", "case}", "`{case}}` names a variable twice, or by something that is not an identifier")]
    [InlineData("Case", "{case}", "id", "`{case}` has no variable `{id}` to be the id")]
    [InlineData("Case", "a/b", "case", "`a/b` has no variable `{case}` to be the id")]
    public void Read_NotATemplate_SaysWhatIsWrong(string type, string template, string id, string expected)
    {
        Assert.Null(ResourceTemplate.Read(type, "path", template, id, out var problem));
        Assert.Equal(expected, problem);
    }

    // Walks the path as a server would, after decoding, and finds the very thing that was named.
    private static bool Plain(string path, ResourceRef resource)
    {
        var walked = Path.GetFullPath(Uri.UnescapeDataString(path).Replace('\\', '/'), "/root");
        return walked.StartsWith($"/root/customers/{resource.Attributes["customer"]}/cases/{resource.Id}/", StringComparison.Ordinal);
    }

    private static ResourceTemplate Read(string template) =>
        ResourceTemplate.Read("Case", "path", template, "case", out var problem) ?? throw new FormatException(problem);
}
