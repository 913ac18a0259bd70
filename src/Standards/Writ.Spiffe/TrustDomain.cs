using System.Diagnostics.CodeAnalysis;

namespace Writ.Spiffe;

/// <summary>
/// The name of a trust domain, such as <c>example.org</c>: 1 to 255 characters of <c>a-z 0-9 . - _</c> (SPIFFE-ID §2.1).
/// Only a parser makes one; names are equal when they are the same characters.
/// </summary>
public readonly struct TrustDomain : IEquatable<TrustDomain>, IParsable<TrustDomain>
{
    /// <summary>The most bytes a trust domain name has (SPIFFE-ID §2.3).</summary>
    public const int MaxLength = 255;

    private readonly string? _name;

    private TrustDomain(string name) => _name = name;

    /// <summary>True for the value that no parser made and that names nothing.</summary>
    public bool IsDefault => _name is null;

    /// <summary>The id of the trust domain itself, which has no path (SPIFFE-ID §2).</summary>
    /// <exception cref="InvalidOperationException">The value is the default.</exception>
    public SpiffeId Id => SpiffeId.OfTrustDomain(this);

    /// <summary>Reads a trust domain name, or says why it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TrustDomain trustDomain, out SpiffeIdError error)
    {
        error = text is null ? SpiffeIdError.Empty : SpiffeIdGrammar.CheckTrustDomain(text);
        trustDomain = error is SpiffeIdError.None ? new TrustDomain(text!) : default;
        return error is SpiffeIdError.None;
    }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TrustDomain result) => TryParse(s, out result, out _);

    /// <summary>Reads a trust domain name that is known to be one.</summary>
    /// <exception cref="FormatException">The text is no trust domain name; the message says why.</exception>
    public static TrustDomain Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var trustDomain, out var error) ? trustDomain : throw new FormatException(error.Describe());
    }

    /// <inheritdoc/>
    public static TrustDomain Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public bool Equals(TrustDomain other) => string.Equals(_name, other._name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TrustDomain other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _name is null ? 0 : string.GetHashCode(_name, StringComparison.Ordinal);

    /// <summary>The name; empty for the default value.</summary>
    public override string ToString() => _name ?? "";

    /// <summary>Whether both are the same name, ordinally.</summary>
    public static bool operator ==(TrustDomain left, TrustDomain right) => left.Equals(right);

    /// <summary>Whether the names differ.</summary>
    public static bool operator !=(TrustDomain left, TrustDomain right) => !left.Equals(right);
}
