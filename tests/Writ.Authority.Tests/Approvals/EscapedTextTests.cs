using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Writ.Authority.Approvals;

namespace Writ.Authority.Tests.Approvals;

/// <summary>T7, the rendering: what a human is shown is what is there, and no two texts look the same.</summary>
public sealed class EscapedTextTests
{
    // What hides, turns, joins, breaks lines or looks like something else, among plain text.
    private static readonly string[] Pieces =
    [
        "a", "b.com", " ", "  ", "   ", "            ", "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u0000", "\n", "\r", "\u2028", "\u2029", "\u0085", "\u001b[31m", "\t",
        "\u0430", "\u03bf", "\u0301", "\ufe0f", "\u115f", "\u3164", "\u2800", "\u00a0", "\u2003", "\u3000", "\uff41", "\U0001d41a", "\U000e0041", "\ud800", "\udc00", "\ue000", "\uffff",
        "‹", "›", "‹3 spaces›", "‹U+202E›", "\"", "\\", "\\\"", "é", "e\u0301", "漢字", "привет", "😀", "-", "@", "/", "％", "\u2215", "²",
    ];

    private static readonly Gen<string> Texts = Gen.Frequency(
        (3, Gen.ArrayOf(Gen.Elements(Pieces)).Select(static p => string.Concat(p))),
        (1, Gen.ArrayOf(Gen.Choose(0, 0xFFFF)).Select(static c => string.Concat(c.Select(static u => (char)u)))));

    [Fact]
    public void Of_AnyText_HoldsNothingThatCannotBeSeen() => Hold(static text => EscapedText.Of(text).Text.All(static c => !Hides(c)) && !EscapedText.Of(text).Text.Contains("   ", StringComparison.Ordinal));

    [Fact]
    public void Of_AnyText_IsReadBackToTheVeryText() => Hold(static text => Read(EscapedText.Of(text).Text) == text);

    [Fact]
    public void Of_EveryCharacter_IsReadBackAndCanBeSeen()
    {
        for (var c = 0; c <= 0xFFFF; c++)
        {
            var shown = EscapedText.Of(((char)c).ToString()).Text;
            Assert.DoesNotContain(shown, static s => Hides(s));
            Assert.Equal(((char)c).ToString(), Read(shown));
        }

        for (var c = 0x10000; c <= 0x10FFFF; c += c < 0x20000 ? 1 : 97)
        {
            var text = char.ConvertFromUtf32(c);
            var shown = EscapedText.Of(text).Text;
            Assert.True(shown == text || shown == $"‹U+{c:X4}›");
            Assert.Equal(text, Read(shown));
        }
    }

    [Theory]
    [InlineData("plain text, 12.50 €", "plain text, 12.50 €")]
    [InlineData("Grüße aus Köln – heute", "Grüße aus Köln – heute")]
    [InlineData("привет мир", "привет мир")]
    [InlineData("東京タワーへ Windows版", "東京タワーへ Windows版")]
    [InlineData("invoice\u202efdp.exe", "invoice‹U+202E›fdp.exe")]
    [InlineData("a\u200bb", "a‹U+200B›b")]
    [InlineData("p\u0430ypal.com", "p‹U+0430›ypal.com")]
    [InlineData("\u0430\u0440\u0440\u04cf\u0435.com", "‹U+0430›‹U+0440›‹U+0440›‹U+04CF›‹U+0435›.com")]
    [InlineData("ｇood", "‹U+FF47›ood")]
    [InlineData("a\u2215b", "a‹U+2215›b")]
    [InlineData("one\ntwo", "one‹U+000A›two")]
    [InlineData("say \"no\" \\ yes", "say \\\"no\\\" \\\\ yes")]
    [InlineData("cafe\u0301", "cafe‹U+0301›")]
    public void Of_SomeTexts_LookLikeThis(string text, string shown) => Assert.Equal(shown, EscapedText.Of(text).Text);

    [Fact]
    public void Of_TenThousandSpacesBeforeThePayload_ShowsThePayload()
    {
        var escaped = EscapedText.Of("ok" + new string(' ', 10_000) + "and pay mallory");
        Assert.Equal("ok‹10000 spaces›and pay mallory", escaped.Text);
        Assert.Equal(["has 10000 spaces in a row"], escaped.Notes);
    }

    [Fact]
    public void Of_WhatIsNotPlain_SaysSo()
    {
        Assert.Empty(EscapedText.Of("plain").Notes);
        Assert.Equal(["has letters of Cyrillic"], EscapedText.Of("привет").Notes);
        Assert.Contains("mixes letters of Cyrillic and Latin in one word", EscapedText.Of("p\u0430ypal").Notes);
        Assert.Contains("mixes letters of Greek and Latin in one word", EscapedText.Of("g\u03bf\u03bfgle.com").Notes);
        Assert.Equal(2, EscapedText.Of("שלום 100").Notes.Length);
        Assert.StartsWith("1 characters", Assert.Single(EscapedText.Of("a\u200bb").Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Rendering_OfArguments_ShowsEveryMemberInItsOrder()
    {
        var rendering = ArgumentRendering.Of("""{"to":"a","n":1.50,"deep":{"list":[true,null,"x"],"none":{}},"last":-1e3}"""u8);
        Assert.Equal(
            ["{", "  \"to\": \"a\",", "  \"n\": 1.50,", "  \"deep\": {", "    \"list\": [", "      true,", "      null,", "      \"x\"", "    ],", "    \"none\": {", "    }", "  },", "  \"last\": -1e3", "}"],
            rendering.Lines);
        Assert.Empty(rendering.Notes);
    }

    [Fact]
    public void Rendering_OfWhatHides_SaysWhereAndWhat()
    {
        var rendering = ArgumentRendering.Of(Encoding.UTF8.GetBytes("{\"to\":\"p\\u0430ypal.com\",\"text\":\"a\u202eb\", \"l\":[\"x    y\"]}"));
        Assert.Contains(rendering.Lines, static l => l.Contains("\"p‹U+0430›ypal.com\"", StringComparison.Ordinal));
        Assert.Contains(rendering.Notes, static n => n == "\"to\": mixes letters of Cyrillic and Latin in one word");
        Assert.Contains(rendering.Notes, static n => n == "\"to\": is written with escapes; what they mean is shown");
        Assert.Contains(rendering.Notes, static n => n.StartsWith("\"text\": 1 characters", StringComparison.Ordinal));
        Assert.Contains(rendering.Notes, static n => n == "\"l\" [0]: has 4 spaces in a row");
    }

    [Fact]
    public void Rendering_OfAnyArguments_HoldsNothingThatCannotBeSeenAndIsInjective()
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        Hold(text =>
        {
            // As the zone lets it through: whole characters only.
            var whole = string.Concat(text.EnumerateRunes());
            var json = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, object> { ["k" + whole] = new object[] { whole, 1, whole.Length } });
            var rendering = ArgumentRendering.Of(Encoding.UTF8.GetBytes(json));
            var shown = string.Join('\n', rendering.Lines);
            return rendering.Lines.Concat(rendering.Notes).All(static l => l.All(static c => !Hides(c))) && (seen.TryAdd(shown, json) || seen[shown] == json);
        });
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("nonsense")]
    public void Rendering_OfWhatIsNoJson_SaysThatItCannotBeShown(string text)
    {
        var rendering = ArgumentRendering.Of(Encoding.UTF8.GetBytes(text));
        Assert.Empty(rendering.Lines);
        Assert.EndsWith("cannot be shown", Assert.Single(rendering.Notes), StringComparison.Ordinal);
    }

    private static void Hold(Func<string, bool> property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(Texts.ToArbitrary(), property));

    private static bool Hides(char c) => c != ' ' && char.GetUnicodeCategory(c) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    // What a careful reader does.
    private static string Read(string shown)
    {
        var text = new StringBuilder();
        for (var i = 0; i < shown.Length; i++)
        {
            if (shown[i] == '\\')
            {
                text.Append(shown[++i]);
            }
            else if (shown[i] == '‹')
            {
                var end = shown.IndexOf('›', i);
                var inside = shown[(i + 1)..end];
                if (inside.StartsWith("U+", StringComparison.Ordinal))
                {
                    var value = int.Parse(inside.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                    text.Append(value < 0x10000 ? ((char)value).ToString() : char.ConvertFromUtf32(value));
                }
                else
                {
                    text.Append(' ', int.Parse(inside.AsSpan(0, inside.IndexOf(' ')), NumberStyles.None, CultureInfo.InvariantCulture));
                }

                i = end;
            }
            else
            {
                text.Append(shown[i]);
            }
        }

        return text.ToString();
    }
}
