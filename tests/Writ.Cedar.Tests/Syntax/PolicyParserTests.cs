using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Tests.Syntax;

public sealed class PolicyParserTests
{
    [Theory]
    [InlineData("")]
    [InlineData("// only a comment")]
    [InlineData("permit(principal, action, resource);")]
    [InlineData("permit(principal, action, resource,);")]
    [InlineData("@if @a @b(\"x\") permit(principal, action, resource);")]
    [InlineData("permit(principal is A::B in C::\"d\", action in [Action::\"a\", N::Action::\"b\",], resource == R::\"\");")]
    [InlineData("permit(principal, action in [], resource) when { true } unless { false } when { true };")]
    [InlineData("forbid(principal in ?principal, action, resource is R in ?resource);")]
    [InlineData("permit(principal is Set, action, resource is permit);")]
    [InlineData("permit(principal == ((U::\"a\")), action in ([(Action::\"a\"), Action::\"b\"]), resource is R in (?resource));")]
    [InlineData("permit(principal in (?principal), action == (Action::\"a\"), resource in (R::\"r\"));")]
    public void TryParse_WellFormedPolicy_IsAccepted(string text)
    {
        Assert.True(PolicySet.TryParse(text, out _, out var errors), string.Join('\n', errors));
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("Permit(principal, action, resource);", "1:1: found `Permit`, expected `permit` or `forbid` (hint: Cedar is case-sensitive)")]
    [InlineData("/* x */ permit(principal, action, resource);", "1:1: found `/`, expected `permit` or `forbid` (hint: comments start with `//`)")]
    [InlineData("permit(principal, action, resource)", "1:36: found the end of the text, expected `when`, `unless` or `;` (hint: every policy ends with `;`)")]
    [InlineData("permit(principal, resource, action);", "1:19: found `resource`, expected `action` (hint: a scope is `(principal, action, resource)`)")]
    [InlineData("permit(principal: User, action, resource);", "1:17: found `:`, expected `==`, `in`, `is` or the end of the constraint (hint: a type is asked for with `is`)")]
    [InlineData("permit(principal = User::\"a\", action, resource);", "1:18: found `=`, expected `==`, `in`, `is` or the end of the constraint (hint: equality is written `==`)")]
    [InlineData("permit(principal, action is A, resource);", "1:26: found `is`, expected `==`, `in` or the end of the constraint (hint: `is` is for principal and resource only)")]
    [InlineData("permit(principal, action == User::\"x\", resource);", "1:29: found `User::\"x\"`, expected an entity of type `Action`")]
    [InlineData("permit(principal, action == ?action, resource);", "1:29: found `?action`, expected an action such as `Action::\"id\"` (hint: an action takes no slot)")]
    [InlineData("permit(principal in ?resource, action, resource);", "1:21: found `?resource`, expected an entity or `?principal`")]
    [InlineData("permit(principal is ?principal, action, resource);", "1:21: found `?principal`, expected an entity type")]
    [InlineData("permit(principal is A == A::\"a\", action, resource);", "1:23: found `==`, expected `,` (hint: a scope is `(principal, action, resource)`)")]
    [InlineData("permit(principal == (U::\"a\", action, resource);", "1:28: found `,`, expected `)`")]
    [InlineData("permit(principal, action in [([Action::\"a\"])], resource);", "1:31: found `[`, expected an entity such as `Type::\"id\"`")]
    [InlineData("permit(principal is (U), action, resource);", "1:21: found `(`, expected an entity type")]
    [InlineData("permit(principal in [A::\"a\"], action, resource);", "1:21: found `[`, expected an entity such as `Type::\"id\"`")]
    [InlineData("@a @a permit(principal, action, resource);", "1:5: found the annotation `@a` twice on one policy")]
    [InlineData("@a() permit(principal, action, resource);", "1:4: found `)`, expected the value of the annotation in double quotes")]
    [InlineData("permit(principal, action, resource) when {};", "1:43: found `}`, expected an expression (hint: a condition may not be empty)")]
    [InlineData("permit(principal, action, resource) advice { true };", "1:37: found `advice`, expected `when`, `unless` or `;`")]
    [InlineData("permit(principal, action, resource) when { true } ;;", "1:52: found `;`, expected `permit` or `forbid`")]
    [InlineData("permit(principal, action, resource) when { ?principal == 1 };", "1:44: found `?principal`, expected an expression (hint: slots stand only in the scope of a template, right of `==` or `in`)")]
    [InlineData("permit(principal, action, resource)\n  when { 1 # 2 };", "2:12: found `#`, which starts no token (hint: comments start with `//`)")]
    [InlineData("permit(principal, action, resource) when { \"abc };", "1:44: found a string without an end, expected a closing `\"` (hint: a quote inside a string is written `\\\"`)")]
    [InlineData("permit(principal is __cedar::A, action, resource);", "1:21: found `__cedar`, expected an entity type (hint: `__cedar` is reserved; an attribute of this name is written `[\"__cedar\"]`)")]
    public void TryParse_MalformedPolicy_SaysWhereAndWhat(string text, string message)
    {
        Assert.False(PolicySet.TryParse(text, out var policies, out var errors));
        Assert.Null(policies);
        Assert.Equal(message, errors[0].ToString());
    }

    [Fact]
    public void TryParse_SeveralErrors_ReportsEachPolicy()
    {
        Assert.False(PolicySet.TryParse("permit(x);\npermit(principal, action, resource);\nforbid(principal, action, resource) when { 1/2 };\n", out _, out var errors));
        Assert.Equal([1, 3], errors.Select(error => error.Position.Line));
    }

    [Fact]
    public void TryParse_SeveralFiles_NumbersOnAndNamesTheFile()
    {
        PolicySource[] sources =
        [
            new("a.cedar", "permit(principal, action, resource);\n\n@id(\"second\") @approval(\"owner\")\nforbid(principal, action, resource);"),
            new("b.cedar", "\npermit(principal, action, resource);"),
        ];
        Assert.True(PolicySet.TryParse(sources, out var policies, out _));
        Assert.Equal(["policy0 a.cedar:1:1", "policy1 a.cedar:3:1", "policy2 b.cedar:2:1"], policies.Policies.Select(policy => $"{policy} {policy.Position}"));
        Assert.True(policies.TryFind("policy1", out var second));
        Assert.Equal("owner", second.Annotation("approval"));
        Assert.Equal("second", second.Annotation("id"));
        Assert.Null(second.Annotation("nothing"));
        Assert.Equal(Effect.Forbid, second.Effect);

        sources[1] = new("b.cedar", "permit(");
        Assert.False(PolicySet.TryParse(sources, out _, out var errors));
        Assert.Equal("b.cedar:1:8", errors[0].Position.ToString());
    }

    [Fact]
    public void TryParse_AnnotationWithoutValue_IsTheEmptyString()
    {
        var policy = Assert.Single(PolicySet.Parse("@flag @quoted(\"a\\n\\u{e9}\") permit(principal, action, resource);").Policies);
        Assert.Equal("", policy.Annotation("flag"));
        Assert.Equal("a\né", policy.Annotation("quoted"));
    }

    [Fact]
    public void TryParse_TextTooLong_IsRefused()
    {
        Assert.False(PolicySet.TryParse("permit(principal, action, resource);", out _, out var errors, new ParseOptions { MaxTextLength = 10 }));
        Assert.Contains("expected at most 10", errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_ManyErrors_StopsAtTheLimit()
    {
        Assert.False(PolicySet.TryParse(string.Concat(Enumerable.Repeat("permit();", 1000)), out _, out var errors));
        Assert.Equal(ParseOptions.Default.MaxErrors, errors.Length);
    }
}
