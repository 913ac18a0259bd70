namespace Writ.Decisions.Tests;

public sealed class DecisionPointCompilerTests
{
    [Theory]
    [InlineData("permit (principal, action, resource)", "W1040", 1)]
    [InlineData("\n\npermit (principal, action, resource) when { principal. };", "W1040", 3)]
    [InlineData("@id(\"x\") permit (principal, action, resource);\n@id(\"x\") permit (principal, action, resource);", "W1041", 2)]
    [InlineData("@id(\"\") permit (principal, action, resource);", "W1041", 1)]
    [InlineData("@approval(\"owner\") permit (principal, action, resource);", "W1042", 1)]
    [InlineData("permit (principal == ?principal, action, resource);", "W1043", 1)]
    public void Compile_Mistake_IsNamedWithFileAndLine(string text, string code, int line)
    {
        Assert.Null(new DecisionPointCompiler().Compile(Given.Release(text), out var problems));
        Assert.Contains(problems, p => p.Code == code && p.File == "policies/0.cedar" && p.Line == line && p.Fix.Length > 0);
    }

    [Theory]
    [InlineData]
    [InlineData("""@id("a") forbid (principal, action, resource);""", """@id("b") forbid (principal, action, resource is Case);""")]
    public void Compile_NothingPermits_IsRefused(params string[] texts)
    {
        Assert.Null(new DecisionPointCompiler().Compile(Given.Release(texts), out var problems));
        Assert.Equal("W1044", Assert.Single(problems).Code);
    }

    [Fact]
    public void Compile_SeveralMistakes_AreReportedAtOnce()
    {
        Assert.Null(new DecisionPointCompiler().Compile(Given.Release("permit (;", "forbid (;"), out var problems));
        Assert.Equal(["policies/0.cedar", "policies/1.cedar"], problems.Select(p => p.File).Distinct());
    }
}
