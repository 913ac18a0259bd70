using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Writ.Spiffe;

/// <summary>Writes the JWKS form of a bundle (SPIFFE Trust Domain and Bundle §4).</summary>
internal static class TrustBundleWriter
{
    public static byte[] Write(TrustBundle bundle, bool jwtOnly)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = !jwtOnly }))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var authority in jwtOnly ? [] : bundle.X509Authorities)
                Write(json, authority);
            foreach (var key in bundle.JwtAuthorities.Keys)
                key.WriteTo(json);
            json.WriteEndArray();
            if (!jwtOnly && bundle.Sequence is { } sequence)
                json.WriteNumber("spiffe_sequence", sequence);
            if (!jwtOnly && bundle.RefreshHint is { } hint)
                json.WriteNumber("spiffe_refresh_hint", (long)hint.TotalSeconds);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    // `kid` must not be there, and `alg` normally is not (§4.2.1).
    private static void Write(Utf8JsonWriter json, X509Certificate2 authority)
    {
        json.WriteStartObject();
        json.WriteString("use", TrustBundle.X509Use);
        using var ecdsa = authority.GetECDsaPublicKey();
        using var rsa = authority.GetRSAPublicKey();
        if (ecdsa is not null)
            WriteEc(json, ecdsa.ExportParameters(false), ecdsa.KeySize);
        else if (rsa is not null)
            WriteRsa(json, rsa.ExportParameters(false));
        json.WriteStartArray("x5c");
        json.WriteBase64StringValue(authority.RawDataMemory.Span);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEc(Utf8JsonWriter json, ECParameters key, int size)
    {
        json.WriteString("kty", "EC");
        json.WriteString("crv", $"P-{size}");
        json.WriteString("x", Base64Url.EncodeToString(key.Q.X));
        json.WriteString("y", Base64Url.EncodeToString(key.Q.Y));
    }

    private static void WriteRsa(Utf8JsonWriter json, RSAParameters key)
    {
        json.WriteString("kty", "RSA");
        json.WriteString("n", Base64Url.EncodeToString(key.Modulus));
        json.WriteString("e", Base64Url.EncodeToString(key.Exponent));
    }
}
