using System.Diagnostics.CodeAnalysis;

namespace Writ.Domain;

/// <summary>Names one writ (the credential): `wrt_` and a ULID. The zero value names nothing.</summary>
public readonly struct WritId : IEquatable<WritId>, IParsable<WritId>
{
    private const string Prefix = "wrt_";

    private readonly Ulid ulid;

    private WritId(Ulid ulid) => this.ulid = ulid;

    /// <summary>True for the zero value, which names nothing.</summary>
    public bool IsDefault => ulid.IsDefault;

    /// <summary>A new id from <paramref name="source"/>.</summary>
    public static WritId New(IUlidSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new WritId(source.Next());
    }

    /// <inheritdoc />
    public static WritId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("not a writ (the credential) id");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out WritId result)
    {
        result = default;
        if (s is null || !s.StartsWith(Prefix, StringComparison.Ordinal) || !Ulid.TryParse(s.AsSpan(Prefix.Length), out var ulid))
        {
            return false;
        }

        result = new WritId(ulid);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => Prefix + ulid;

    /// <inheritdoc />
    public bool Equals(WritId other) => ulid == other.ulid;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is WritId other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => ulid.GetHashCode();

    /// <summary>Equality of the names.</summary>
    public static bool operator ==(WritId left, WritId right) => left.Equals(right);

    /// <summary>Inequality of the names.</summary>
    public static bool operator !=(WritId left, WritId right) => !left.Equals(right);
}
