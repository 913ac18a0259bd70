using System.Globalization;
using System.Text;

namespace Writ.Decisions;

/// <summary>
/// What a person takes two names for: case, width, marks that print as nothing and letters of other scripts that print as Latin ones do not tell
/// names apart. Not the whole of UTS #39: two names that this keeps apart may still look alike in some font.
/// </summary>
internal static class LookAlikes
{
    // Cyrillic and Greek letters that print as the Latin letter below them.
    private const string Foreign = "абвгдезіјкмнорстухһьѕԁԛԝαβγεζηικμνορτυχω";
    private const string Latin = "abbrdezijkmhopctyxhbsdqwabyeznikuvoptuxw";

    public static string Skeleton(string name)
    {
        var skeleton = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark) continue;
            var value = rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFEE0) : rune;
            value = Rune.ToLowerInvariant(value);
            var foreign = value.IsBmp ? Foreign.IndexOf((char)value.Value, StringComparison.Ordinal) : -1;
            skeleton.Append(foreign >= 0 ? Latin[foreign].ToString() : value.ToString());
        }

        return skeleton.ToString();
    }
}
