using System.Diagnostics.CodeAnalysis;

namespace Writ.Domain;

/// <summary>Names one ledger entry: `ent_` and a ULID. The zero value names nothing.</summary>
public readonly struct EntryId : IEquatable<EntryId>, IParsable<EntryId>
{
    private const string Prefix = "ent_";

    private readonly Ulid ulid;

    private EntryId(Ulid ulid) => this.ulid = ulid;

    /// <summary>True for the zero value, which names nothing.</summary>
    public bool IsDefault => ulid.IsDefault;

    /// <summary>A new id from <paramref name="source"/>.</summary>
    public static EntryId New(IUlidSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new EntryId(source.Next());
    }

    /// <inheritdoc />
    public static EntryId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("not a ledger entry id");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EntryId result)
    {
        result = default;
        if (s is null || !s.StartsWith(Prefix, StringComparison.Ordinal) || !Ulid.TryParse(s.AsSpan(Prefix.Length), out var ulid))
        {
            return false;
        }

        result = new EntryId(ulid);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => Prefix + ulid;

    /// <inheritdoc />
    public bool Equals(EntryId other) => ulid == other.ulid;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is EntryId other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => ulid.GetHashCode();

    /// <summary>Equality of the names.</summary>
    public static bool operator ==(EntryId left, EntryId right) => left.Equals(right);

    /// <summary>Inequality of the names.</summary>
    public static bool operator !=(EntryId left, EntryId right) => !left.Equals(right);
}
