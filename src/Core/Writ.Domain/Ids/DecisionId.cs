using System.Diagnostics.CodeAnalysis;

namespace Writ.Domain;

/// <summary>Names one decision: `dec_` and a ULID. The zero value names nothing.</summary>
public readonly struct DecisionId : IEquatable<DecisionId>, IParsable<DecisionId>
{
    private const string Prefix = "dec_";

    private readonly Ulid ulid;

    private DecisionId(Ulid ulid) => this.ulid = ulid;

    /// <summary>True for the zero value, which names nothing.</summary>
    public bool IsDefault => ulid.IsDefault;

    /// <summary>A new id from <paramref name="source"/>.</summary>
    public static DecisionId New(IUlidSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new DecisionId(source.Next());
    }

    /// <inheritdoc />
    public static DecisionId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("not a decision id");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DecisionId result)
    {
        result = default;
        if (s is null || !s.StartsWith(Prefix, StringComparison.Ordinal) || !Ulid.TryParse(s.AsSpan(Prefix.Length), out var ulid))
        {
            return false;
        }

        result = new DecisionId(ulid);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => Prefix + ulid;

    /// <inheritdoc />
    public bool Equals(DecisionId other) => ulid == other.ulid;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is DecisionId other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => ulid.GetHashCode();

    /// <summary>Equality of the names.</summary>
    public static bool operator ==(DecisionId left, DecisionId right) => left.Equals(right);

    /// <summary>Inequality of the names.</summary>
    public static bool operator !=(DecisionId left, DecisionId right) => !left.Equals(right);
}
