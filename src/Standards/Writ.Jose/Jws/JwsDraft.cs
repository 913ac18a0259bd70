using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Writ.Jose;

/// <summary>
/// A token that lacks only its signature (RFC 7515 §5.1), so that a key kept elsewhere can sign it: sign
/// <see cref="SigningInput"/>, then <see cref="Complete"/>.
/// </summary>
public sealed class JwsDraft
{
    private readonly string _unsigned;

    private JwsDraft(string unsigned) => _unsigned = unsigned;

    /// <summary>The bytes to sign with ECDSA P-256 and SHA-256; a new array each time.</summary>
    public byte[] SigningInput => Encoding.ASCII.GetBytes(_unsigned);

    /// <summary>Writes header and payload for a key of ES256.</summary>
    /// <param name="type">The token's type, <c>typ</c>; null leaves it out.</param>
    /// <param name="keyId">The signing key's id, <c>kid</c>; null leaves it out.</param>
    /// <param name="payload">The bytes to sign.</param>
    public static JwsDraft Create(string? type, string? keyId, ReadOnlySpan<byte> payload) => Create(type, keyId, null, payload);

    /// <summary>Joins the signature, r and s of 32 bytes each, and gives the token in compact form.</summary>
    /// <exception cref="ArgumentException">The signature has not 64 bytes.</exception>
    public string Complete(ReadOnlySpan<byte> signature) => signature.Length == EcCurve.P256.SignatureLength
        ? $"{_unsigned}.{Base64UrlText.Encode(signature)}"
        : throw new ArgumentException($"an es256 signature has {EcCurve.P256.SignatureLength} bytes, not {signature.Length}", nameof(signature));

    internal static JwsDraft Create(string? type, string? keyId, PublicJwk? embedded, ReadOnlySpan<byte> payload)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, StrictJson.Writing))
        {
            writer.WriteStartObject();
            if (type is not null)
                writer.WriteString("typ", type);
            writer.WriteString("alg", "ES256");
            if (keyId is not null)
                writer.WriteString("kid", keyId);
            if (embedded is not null)
            {
                writer.WritePropertyName("jwk");
                writer.WriteRawValue(embedded.Material.Canonical);
            }
            writer.WriteEndObject();
        }
        return new JwsDraft($"{Base64UrlText.Encode(buffer.WrittenSpan)}.{Base64UrlText.Encode(payload)}");
    }
}
