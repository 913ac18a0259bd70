using System.Text;
using Writ.Cedar.Validation.Lints;

namespace Writ.Cedar.Tests.Validation;

public sealed class TextLintTests
{
    [Theory]
    [InlineData("plain text, with \\t and 1.0", "")]
    [InlineData("日本語とカナ", "")]
    [InlineData("한국어 漢字", "")]
    [InlineData("αβγ", "")]
    [InlineData("say_\u04bbello", "MixedScriptString")]
    [InlineData("カㄅ", "MixedScriptString")]
    [InlineData("x\u0660", "MixedScriptString")]
    [InlineData("\ue000", "MixedScriptString")]
    [InlineData("user\u202e\u2066", "BidiString")]
    [InlineData("\u2069", "BidiString")]
    [InlineData("🍌", "")]
    public void Validate_StringLiteral_IsWarnedOf(string text, string kinds) =>
        Assert.Equal(kinds, Validating.Kinds(Validating.When($"principal.name == \"{text}\"").Warnings));

    [Theory]
    [InlineData("alice@example.com/a?b=c", "")]
    [InlineData("日本語とカナ", "")]
    [InlineData("say_\u04bbello", "MixedScriptIdentifier")]
    [InlineData("a\u202d", "BidiIdentifier")]
    [InlineData("is\u200bAdmin", "ConfusableIdentifier")]
    [InlineData("two\\nlines", "ConfusableIdentifier")]
    [InlineData("🍌", "ConfusableIdentifier")]
    [InlineData("ａ", "ConfusableIdentifier")]
    public void Validate_EntityId_IsWarnedOf(string text, string kinds)
    {
        Assert.Equal(kinds, Validating.Kinds(Validating.When($"principal == User::\"{text}\"").Warnings));
        Assert.Equal(kinds, Validating.Kinds(Validating.Policies($"permit(principal == User::\"{text}\", action, resource);").Warnings));
    }

    [Theory]
    [InlineData("principal.name like \"*\u04bbello\"", "MixedScriptString")]
    [InlineData("principal has \"n\u0430me\" || context.mfa", "MixedScriptIdentifier")]
    [InlineData("{\"n\u0430me\": 1} == {\"n\u0430me\": 1}", "MixedScriptIdentifier")]
    [InlineData("false && principal[\"n\u0430me\"]", "MixedScriptIdentifier ImpossiblePolicy")]
    public void Validate_OtherText_IsWarnedOf(string condition, string kinds) =>
        Assert.Equal(kinds.Split(' ').Order(), Validating.Kinds(Validating.When(condition).Warnings).Split(' ').Order());

    [Fact]
    public void Warning_OfHostileText_ShowsItEscaped()
    {
        var warning = Assert.Single(Validating.When("principal.name == \"a\u202eb`c\"").Warnings);
        Assert.Equal("found characters that reorder text in the string `\"a\\u{202e}b\\u{60}c\"`", warning.Message);
    }

    [Fact]
    public void IsSingle_OfEveryRune_AnswersForItselfAlone()
    {
        // A text of one assigned character is of one script, whichever that is; the tables cover 159,801 characters (Unicode 17) and 65 controls.
        var assigned = Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Count(point => Scripts.IsSingle(new Rune(point).ToString()));
        Assert.Equal(159_801 + 65, assigned);
    }

    [Fact]
    public void FirstNotAllowed_OfPrintableAscii_IsNone() =>
        Assert.Null(Identifiers.FirstNotAllowed(string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c))));
}
