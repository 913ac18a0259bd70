using System.Globalization;
using System.Text;
using Writ.Cedar.Syntax;
using Writ.Cedar.Tests.Validation;
using Writ.Cedar.Validation;

namespace Writ.Cedar.Tests.Syntax;

/// <summary>One answer to what can be seen, which errors and findings both go by.</summary>
public sealed class VisibleTextTests
{
    // All but the last two are of categories of characters that print.
    public static TheoryData<int> Unseen => new(0x3164, 0x115F, 0x1160, 0xFFA0, 0x034F, 0x17B4, 0xFE00, 0xFE0F, 0x180B, 0x00A0, 0x2003, 0x3000, 0x2800, 0xE0100, 0x200B, 0xE000);

    [Theory]
    [MemberData(nameof(Unseen))]
    public void IsVisible_WhatPrintsAsNothingOrAsABlank_IsNotAndIsEscapedEverywhere(int point)
    {
        var rune = new Rune(point);
        Assert.False(VisibleText.IsVisible(rune));
        Assert.Equal($"found `a\\u{{{point:x}}}b`", ErrorText.Of($"found `a{rune}b`"));
        Assert.Equal($"`\"a\\u{{{point:x}}}b\"`", MessageText.Quote($"a{rune}b"));
    }

    [Theory]
    [InlineData("plain ~ text")]
    [InlineData("ü日本한국어αβγ😀")]
    [InlineData("e\u0301")]
    public void IsVisible_WhatPrints_Is(string text)
    {
        Assert.All(text.EnumerateRunes(), static rune => Assert.True(VisibleText.IsVisible(rune), $"U+{rune.Value:X4}"));
        Assert.Equal($"found `{text}`", ErrorText.Of($"found `{text}`"));
        Assert.Equal($"`\"{text}\"`", MessageText.Quote(text));
    }

    // The table of look-alikes has nothing for what prints as nothing, and for marks, which print over a letter.
    [Fact]
    public void IsVisible_OfWhatLooksLikeNothing_IsTrueForMarksAlone()
    {
        var empty = Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(static point => new Rune(point)).Where(static rune => LookAlikes.Skeleton(rune.ToString()).Length == 0).ToList();
        Assert.InRange(empty.Count, 4_000, 6_000);
        Assert.All(empty.Where(VisibleText.IsVisible), static rune => Assert.True(
            Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.ModifierLetter, $"U+{rune.Value:X4}"));
    }

    [Theory]
    [InlineData("ab\u200ec", 2)]
    [InlineData("\u200f", 0)]
    [InlineData("a\u061c", 1)]
    [InlineData("a\u202e", 1)]
    [InlineData("a\u2069", 1)]
    [InlineData("a\u200b \u3164", -1)]
    [InlineData("", -1)]
    public void IndexOfReordering_OfMarksAndEmbeddings_SaysWhere(string text, int expected) => Assert.Equal(expected, VisibleText.IndexOfReordering(text));

    [Theory]
    [InlineData("\u200e", "BidiString")]
    [InlineData("\u200f", "BidiString")]
    [InlineData("\u061c", "BidiString")]
    [InlineData("-", "")]
    public void Validate_MarkInAString_IsWarnedOf(string mark, string kinds) =>
        Assert.Equal(kinds, Validating.Kinds(Validating.When($"principal.name == \"a{mark}b\"").Warnings));
}
