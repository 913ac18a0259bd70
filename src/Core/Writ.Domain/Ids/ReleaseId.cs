using System.Diagnostics.CodeAnalysis;

namespace Writ.Domain;

/// <summary>
/// Names one release by its content: `rel_` and the 64 lower-case hexadecimal digits of the SHA-256 of its canonical bytes.
/// The zero value names nothing.
/// </summary>
public readonly struct ReleaseId : IEquatable<ReleaseId>, IParsable<ReleaseId>
{
    private const string Prefix = "rel_";

    private readonly string? hex;

    private ReleaseId(string hex) => this.hex = hex;

    /// <summary>True for the zero value, which names nothing.</summary>
    public bool IsDefault => hex is null;

    /// <summary>The first twelve digits, for people.</summary>
    public string Short => hex is null ? "" : Prefix + hex[..12];

    /// <summary>The id of a release whose canonical bytes have this digest.</summary>
    /// <exception cref="ArgumentException"><paramref name="digest"/> is the digest of nothing.</exception>
    public static ReleaseId Of(Digest256 digest) =>
        digest.IsDefault ? throw new ArgumentException("a release is named by its content", nameof(digest)) : new(digest.ToString());

    /// <inheritdoc />
    public static ReleaseId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("not a release id");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ReleaseId result)
    {
        result = default;
        if (s is null || !s.StartsWith(Prefix, StringComparison.Ordinal) || !Digest256.TryParse(s[Prefix.Length..], out var digest) || digest.IsDefault)
        {
            return false;
        }

        result = Of(digest);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => Prefix + hex;

    /// <inheritdoc />
    public bool Equals(ReleaseId other) => string.Equals(hex, other.hex, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ReleaseId other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => hex is null ? 0 : StringComparer.Ordinal.GetHashCode(hex);

    /// <summary>Equality of the names.</summary>
    public static bool operator ==(ReleaseId left, ReleaseId right) => left.Equals(right);

    /// <summary>Inequality of the names.</summary>
    public static bool operator !=(ReleaseId left, ReleaseId right) => !left.Equals(right);
}
