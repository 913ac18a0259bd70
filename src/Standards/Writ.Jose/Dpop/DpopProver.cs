using System.Buffers;
using System.Text.Json;

namespace Writ.Jose;

/// <summary>Makes DPoP proofs for a client (RFC 9449 §4.2).</summary>
public static class DpopProver
{
    /// <summary>Makes and signs a proof for one request.</summary>
    /// <param name="key">The key to prove.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="uri">The request's absolute uri; query and fragment are left out.</param>
    /// <param name="jwtId">An id never used before with this key, 1 to 256 characters.</param>
    /// <param name="issuedAt">The instant now.</param>
    /// <param name="accessToken">The access token presented with the proof; null where none is.</param>
    /// <param name="nonce">The nonce the server gave; null where it gave none.</param>
    public static string Prove(SigningKey key, string method, string uri, string jwtId, DateTimeOffset issuedAt, string? accessToken, string? nonce)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Sign(Draft(key.PublicKey, method, uri, jwtId, issuedAt, accessToken, nonce));
    }

    /// <summary>Makes a proof for one request, for a key kept elsewhere to sign.</summary>
    /// <exception cref="ArgumentException">The key is not of ES256, or a part is empty or no http uri.</exception>
    public static JwsDraft Draft(PublicJwk key, string method, string uri, string jwtId, DateTimeOffset issuedAt, string? accessToken, string? nonce)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentException.ThrowIfNullOrEmpty(method);
        ArgumentException.ThrowIfNullOrEmpty(uri);
        ArgumentException.ThrowIfNullOrEmpty(jwtId);
        if (key.Algorithm is not JwsAlgorithm.ES256)
            throw new ArgumentException("the key is not of es256", nameof(key));
        var target = HttpUri.TryNormalize(uri, out var normal) ? normal : throw new ArgumentException("uri is not an absolute http uri", nameof(uri));
        var payload = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(payload, StrictJson.Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("jti", jwtId);
            writer.WriteString("htm", method);
            writer.WriteString("htu", target);
            writer.WriteNumber("iat", issuedAt.ToUnixTimeSeconds());
            if (accessToken is not null)
                writer.WriteString("ath", DpopVerification.HashOf(accessToken));
            if (nonce is not null)
                writer.WriteString("nonce", nonce);
            writer.WriteEndObject();
        }
        return JwsDraft.Create(DpopVerification.ProofType, keyId: null, key, payload.WrittenSpan);
    }
}
