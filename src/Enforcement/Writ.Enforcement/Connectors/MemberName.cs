using System.Text;

namespace Writ.Enforcement;

/// <summary>
/// Compares the names of JSON members as the most forgiving reader does. Many servers take `Method` for `method` and the last of the two for both,
/// so two names that differ in case alone are one name to somebody: a message with both says two things.
/// </summary>
public static class MemberName
{
    /// <summary>The name under simple case folding: equal for all that some reader takes for the same name.</summary>
    public static string Fold(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Ascii.IsValid(name))
        {
            return name.AsSpan().ContainsAnyInRange('A', 'Z') ? name.ToLowerInvariant() : name;
        }

        // Up and down again joins what has one upper case letter (the two sigmas) or one lower case letter (the Kelvin sign); the long s has an ASCII twin that .NET keeps apart.
        var folded = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            folded.Append(rune.Value switch
            {
                0x017F => "s",
                0x212A => "k",
                _ => Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).ToString(),
            });
        }

        return folded.ToString();
    }

    /// <summary>Whether a name is one of the known ones, but for its case.</summary>
    public static bool IsVariant(string name, params ReadOnlySpan<string> known)
    {
        var folded = Fold(name);
        foreach (var one in known)
        {
            if (folded == Fold(one))
            {
                return name != one;
            }
        }

        return false;
    }

    /// <summary>Whether a control character stands in a name: some readers end a name at the first NUL.</summary>
    public static bool HasControl(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.AsSpan().ContainsAnyInRange('\0', '\u001F') || name.AsSpan().ContainsAnyInRange('\u007F', '\u009F');
    }
}
