using System.Text;

namespace Writ.Cedar.Validation.Lints;

/// <summary>The General Security Profile for identifiers (UTS 39, section 3.1), with all of printable ASCII besides.</summary>
internal static class Identifiers
{
    private static readonly Lazy<UnicodeRanges<bool>> Allowed = new(() => UnicodeRanges<bool>.Read("Identifiers", _ => true));

    public static Rune? FirstNotAllowed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var isAllowed = rune.IsAscii ? rune.Value is >= ' ' and <= '~' : Allowed.Value.TryFind(rune.Value, out _);
            if (!isAllowed) return rune;
        }

        return null;
    }
}
