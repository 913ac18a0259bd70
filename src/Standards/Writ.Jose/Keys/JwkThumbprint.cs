using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Writ.Jose;

/// <summary>The SHA-256 thumbprint of a public key (RFC 7638), as <c>jkt</c> holds it: 43 characters of canonical base64url.</summary>
public readonly struct JwkThumbprint : IEquatable<JwkThumbprint>, IParsable<JwkThumbprint>
{
    private readonly string? _text;

    private JwkThumbprint(string text) => _text = text;

    /// <summary>True for the value that no key has.</summary>
    public bool IsDefault => _text is null;

    /// <summary>Reads a thumbprint; false unless it is canonical base64url of 32 bytes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out JwkThumbprint thumbprint)
    {
        var valid = text is not null && Base64UrlText.TryDecode(text, out var bytes) && bytes.Length is SHA256.HashSizeInBytes;
        thumbprint = valid ? new JwkThumbprint(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out JwkThumbprint result) => TryParse(s, out result);

    /// <summary>Reads a thumbprint that is known to be one.</summary>
    /// <exception cref="FormatException">The text is no thumbprint.</exception>
    public static JwkThumbprint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var thumbprint) ? thumbprint : throw new FormatException("thumbprint is not canonical base64url of 32 bytes");
    }

    /// <inheritdoc/>
    public static JwkThumbprint Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public bool Equals(JwkThumbprint other) => string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is JwkThumbprint other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _text is null ? 0 : string.GetHashCode(_text, StringComparison.Ordinal);

    /// <summary>The thumbprint in base64url; empty for the default value.</summary>
    public override string ToString() => _text ?? "";

    /// <summary>Whether both are the thumbprint of one key.</summary>
    public static bool operator ==(JwkThumbprint left, JwkThumbprint right) => left.Equals(right);

    /// <summary>Whether the keys differ.</summary>
    public static bool operator !=(JwkThumbprint left, JwkThumbprint right) => !left.Equals(right);

    /// <summary>Hashes a key's required members, in lexical order and without white space (RFC 7638 §3).</summary>
    internal static JwkThumbprint Of(ReadOnlySpan<byte> canonical) => new(Base64UrlText.Encode(SHA256.HashData(canonical)));
}
