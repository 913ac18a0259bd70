using System.Diagnostics.CodeAnalysis;

namespace Writ.Domain;

/// <summary>
/// The name of an agent, an intent or a server: 1 to 64 characters of `a-z`, `0-9` and inner `-`, beginning with a letter.
/// It is safe as a SPIFFE path segment, as a URL segment and as the part of an action name before the first slash.
/// The zero value names nothing.
/// </summary>
public readonly struct Slug : IEquatable<Slug>, IParsable<Slug>, IComparable<Slug>
{
    /// <summary>The greatest length, in characters.</summary>
    public const int MaxLength = 64;

    private readonly string? text;

    private Slug(string text) => this.text = text;

    /// <summary>True for the zero value, which names nothing.</summary>
    public bool IsDefault => text is null;

    /// <inheritdoc />
    public static Slug Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var slug) ? slug : throw new FormatException("not a name of lower-case letters, digits and inner hyphens");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Slug result)
    {
        result = default;
        if (s is not { Length: > 0 and <= MaxLength } || !char.IsAsciiLetterLower(s[0]) || s[^1] == '-')
        {
            return false;
        }

        foreach (var c in s)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        result = new Slug(s);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => text ?? "";

    /// <inheritdoc />
    public bool Equals(Slug other) => string.Equals(text, other.text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Slug other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => text is null ? 0 : StringComparer.Ordinal.GetHashCode(text);

    /// <inheritdoc />
    public int CompareTo(Slug other) => string.CompareOrdinal(text, other.text);

    /// <summary>Equality of the names.</summary>
    public static bool operator ==(Slug left, Slug right) => left.Equals(right);

    /// <summary>Inequality of the names.</summary>
    public static bool operator !=(Slug left, Slug right) => !left.Equals(right);

    /// <summary>Ordinal order.</summary>
    public static bool operator <(Slug left, Slug right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >(Slug left, Slug right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator <=(Slug left, Slug right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >=(Slug left, Slug right) => left.CompareTo(right) >= 0;
}
