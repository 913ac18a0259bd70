using System.Globalization;
using System.Text;
using Writ.Cedar.Syntax;

namespace Writ.Decisions;

/// <summary>Names of others as a person may be shown them.</summary>
internal static class PlainText
{
    private const int MaxShown = 160;

    /// <summary>The name on one line, not too long, with nothing in it that prints as something else or ends the quotation it stands in.</summary>
    public static string Of(string name)
    {
        var shown = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (shown.Length >= MaxShown) return shown.Append("...").ToString();
            if (rune.Value != '`' && VisibleText.IsVisible(rune)) shown.Append(rune.ToString());
            else shown.Append("\\u{").Append(rune.Value.ToString("x", CultureInfo.InvariantCulture)).Append('}');
        }

        return shown.ToString();
    }

    /// <summary>Whether every character of the name prints as something.</summary>
    public static bool Holds(string name) => name.EnumerateRunes().All(VisibleText.IsVisible);
}
