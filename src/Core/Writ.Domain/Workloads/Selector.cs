using System.Diagnostics.CodeAnalysis;

namespace Writ.Domain;

/// <summary>
/// One property that a workload has to have, in SPIRE's syntax `type:name:value`. The text is canonical: two selectors are the same exactly when they are written alike.
/// The zero value holds of nothing.
/// </summary>
public readonly struct Selector : IEquatable<Selector>, IParsable<Selector>, IComparable<Selector>
{
    private readonly string? text;

    private Selector(SelectorKind kind, string text, string value, string claim = "", Slug issuer = default)
    {
        this.text = text;
        Kind = kind;
        Value = value;
        Claim = claim;
        Issuer = issuer;
    }

    /// <summary>What it speaks of.</summary>
    public SelectorKind Kind { get; }

    /// <summary>What that has to be.</summary>
    public string Value => field ?? "";

    /// <summary>The claim that has to have the value, when it speaks of a token; else empty.</summary>
    public string Claim => field ?? "";

    /// <summary>The name by which the release registers the token's issuer; else the zero value.</summary>
    public Slug Issuer { get; }

    /// <summary>True for the zero value.</summary>
    public bool IsDefault => text is null;

    /// <summary>
    /// Whether it bounds who may run the workload: a user, a group, a unit or a control group. A program, a script and a command line do not: anybody may execute the same
    /// file, with libraries and arguments of their own, so they only narrow. Nor does the control group `/`, where everything is.
    /// </summary>
    public bool IsBoundary => Kind switch
    {
        SelectorKind.UserId or SelectorKind.User or SelectorKind.GroupId or SelectorKind.Group => true,
        SelectorKind.SupplementaryGroupId or SelectorKind.SupplementaryGroup or SelectorKind.UnitId or SelectorKind.UnitFragmentPath => true,
        SelectorKind.ControlGroup => Value != "/",
        _ => false,
    };

    /// <summary>Whether it speaks of a token, and not of a process.</summary>
    public bool IsRemote => Kind == SelectorKind.IssuerClaim;

    /// <summary>Reads a selector, or says what is wrong with the text.</summary>
    /// <param name="text">As in `unix:uid:1001`.</param>
    /// <param name="selector">The selector; the zero value when it is none.</param>
    /// <param name="problem">What is wrong, in words that follow the quoted text; empty when nothing is.</param>
    public static bool TryParse(string text, out Selector selector, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        selector = default;
        var parts = text.Split(':', 3);
        if (parts.Length < 3)
        {
            problem = "is not `type:name:value`";
            return false;
        }

        if (parts[0] == "oidc")
        {
            return TryParseClaim(text, parts, out selector, out problem);
        }

        if (SelectorGrammar.Find(parts[0], parts[1]) is not { } form)
        {
            problem = SelectorGrammar.Unknown(parts[0], parts[1]);
            return false;
        }

        problem = form.IsValue(parts[2]) ? "" : $"does not have {form.Expected} as its value";
        if (problem.Length == 0)
        {
            selector = new Selector(form.Kind, text, parts[2]);
        }

        return problem.Length == 0;
    }

    /// <inheritdoc />
    public static Selector Parse(string s, IFormatProvider? provider = null) => TryParse(s, out var selector, out var problem) ? selector : throw new FormatException($"`{s}` {problem}");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Selector result)
    {
        result = default;
        return s is not null && TryParse(s, out result, out _);
    }

    /// <inheritdoc />
    public override string ToString() => text ?? "";

    /// <inheritdoc />
    public bool Equals(Selector other) => string.Equals(text, other.text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Selector other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => text is null ? 0 : StringComparer.Ordinal.GetHashCode(text);

    /// <inheritdoc />
    public int CompareTo(Selector other) => string.CompareOrdinal(text, other.text);

    /// <summary>Equality of the texts.</summary>
    public static bool operator ==(Selector left, Selector right) => left.Equals(right);

    /// <summary>Inequality of the texts.</summary>
    public static bool operator !=(Selector left, Selector right) => !left.Equals(right);

    /// <summary>Ordinal order of the texts.</summary>
    public static bool operator <(Selector left, Selector right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of the texts.</summary>
    public static bool operator >(Selector left, Selector right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of the texts.</summary>
    public static bool operator <=(Selector left, Selector right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of the texts.</summary>
    public static bool operator >=(Selector left, Selector right) => left.CompareTo(right) >= 0;

    private static bool TryParseClaim(string text, string[] parts, out Selector selector, out string problem)
    {
        selector = default;
        var colon = parts[2].IndexOf(':', StringComparison.Ordinal);
        problem = !Slug.TryParse(parts[1], null, out var issuer) ? "does not name an issuer after `oidc:`"
            : colon < 1 || !SelectorGrammar.IsText(parts[2][..colon]) || !SelectorGrammar.IsText(parts[2][(colon + 1)..]) ? "is not `oidc:issuer:claim:value`"
            : "";
        if (problem.Length == 0)
        {
            selector = new Selector(SelectorKind.IssuerClaim, text, parts[2][(colon + 1)..], parts[2][..colon], issuer);
        }

        return problem.Length == 0;
    }
}
