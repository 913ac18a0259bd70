using System.Diagnostics.CodeAnalysis;

namespace Writ.Domain;

/// <summary>Names one approval: `apr_` and a ULID. The zero value names nothing.</summary>
public readonly struct ApprovalId : IEquatable<ApprovalId>, IParsable<ApprovalId>
{
    private const string Prefix = "apr_";

    private readonly Ulid ulid;

    private ApprovalId(Ulid ulid) => this.ulid = ulid;

    /// <summary>True for the zero value, which names nothing.</summary>
    public bool IsDefault => ulid.IsDefault;

    /// <summary>A new id from <paramref name="source"/>.</summary>
    public static ApprovalId New(IUlidSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new ApprovalId(source.Next());
    }

    /// <inheritdoc />
    public static ApprovalId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("not an approval id");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ApprovalId result)
    {
        result = default;
        if (s is null || !s.StartsWith(Prefix, StringComparison.Ordinal) || !Ulid.TryParse(s.AsSpan(Prefix.Length), out var ulid))
        {
            return false;
        }

        result = new ApprovalId(ulid);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => Prefix + ulid;

    /// <inheritdoc />
    public bool Equals(ApprovalId other) => ulid == other.ulid;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ApprovalId other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => ulid.GetHashCode();

    /// <summary>Equality of the names.</summary>
    public static bool operator ==(ApprovalId left, ApprovalId right) => left.Equals(right);

    /// <summary>Inequality of the names.</summary>
    public static bool operator !=(ApprovalId left, ApprovalId right) => !left.Equals(right);
}
