using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Writ.Jose;

/// <summary>
/// A public key: EC on P-256, P-384 or P-521, or RSA of 2048 to 4096 bits (RFC 7517, RFC 7518 §6). It is imported when read, says
/// itself which algorithm it is good for, and verifies on any number of threads.
/// </summary>
public sealed class PublicJwk
{
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    internal PublicJwk(KeyMaterial material, JwsAlgorithm algorithm, string? keyId, string? use) => (Material, Algorithm, KeyId, Use) = (material, algorithm, keyId, use);

    /// <summary>The only algorithm the key verifies; <see cref="JwsAlgorithm.Unspecified"/> for an RSA key of a set read with <see cref="UnstatedAlgorithm.AnyOfRsa"/> that states none.</summary>
    public JwsAlgorithm Algorithm { get; }

    /// <summary>The key's id, <c>kid</c> (RFC 7517 §4.5).</summary>
    public string? KeyId { get; }

    /// <summary>What the key is for, <c>use</c> (RFC 7517 §4.2).</summary>
    public string? Use { get; }

    /// <summary>The key's thumbprint (RFC 7638), which names it whatever its id.</summary>
    public JwkThumbprint Thumbprint => Material.Thumbprint;

    internal KeyMaterial Material { get; }

    /// <summary>Takes the public half of a key on P-256; the key given may be disposed afterwards.</summary>
    /// <param name="key">The key.</param>
    /// <param name="keyId">Its id; null takes the thumbprint.</param>
    /// <param name="use">What it is for; null leaves it open.</param>
    /// <exception cref="ArgumentException">The curve is not P-256.</exception>
    public static PublicJwk FromEcdsa(ECDsa key, string? keyId = null, string? use = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        var material = EcKeyMaterial.Of(key);
        return new PublicJwk(material, material.Algorithm, keyId ?? material.Thumbprint.ToString(), use);
    }

    /// <summary>Reads a public key, or says why it is refused; one with private or secret members is.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out PublicJwk? key, out JoseRefusal refusal)
    {
        key = null;
        if (ClaimSet.TryParse(utf8, out var members, out refusal))
            refusal = Read(members, null, UnstatedAlgorithm.Rs256, out key);
        return key is not null;
    }

    /// <summary>Whether the key verifies signatures of an algorithm.</summary>
    public bool Verifies(JwsAlgorithm algorithm) => Algorithm is JwsAlgorithm.Unspecified ? Material.Suits(algorithm) : algorithm == Algorithm;

    /// <summary>Writes the key as a JSON object (RFC 7517 §4).</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        var reader = new Utf8JsonReader(Material.Canonical);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            writer.WritePropertyName(reader.ValueSpan);
            reader.Read();
            writer.WriteStringValue(reader.ValueSpan);
        }
        if (KeyId is not null)
            writer.WriteString("kid", KeyId);
        if (Use is not null)
            writer.WriteString("use", Use);
        if (Algorithm is not JwsAlgorithm.Unspecified)
            writer.WriteString("alg", Algorithm.ToString());
        writer.WriteEndObject();
    }

    /// <summary>The key as a JSON object.</summary>
    public override string ToString()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, StrictJson.Writing))
            WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    internal static bool IsPrivate(ClaimSet members) => PrivateMembers.Any(members.Contains);

    internal static JoseRefusal Read(ClaimSet members, JwkCache? cache, UnstatedAlgorithm unstated, out PublicJwk? key)
    {
        key = null;
        if (IsPrivate(members))
            return JoseRefusal.PrivateKey;
        if (!TryGetOptional(members, "kid", out var keyId) || !TryGetOptional(members, "use", out var use) || !TryGetOptional(members, "alg", out var algorithm))
            return JoseRefusal.KeyMalformed;
        if (members.Contains("key_ops") && !(members.TryGetStrings("key_ops", out var operations) && operations.Contains("verify")))
            return JoseRefusal.KeyUnsupported;
        if (use is "enc")
            return JoseRefusal.KeyUnsupported;
        if (KeyMaterial.Read(members, cache, out var material) is not JoseRefusal.None and var refusal)
            return refusal;
        var only = algorithm is not null ? AlgorithmName.Read(algorithm)
            : unstated is UnstatedAlgorithm.AnyOfRsa && material is RsaKeyMaterial ? JwsAlgorithm.Unspecified
            : material!.Algorithm;
        if (algorithm is not null && !material!.Suits(only))
            return JoseRefusal.KeyUnsupported;
        key = new PublicJwk(material!, only, keyId, use);
        return JoseRefusal.None;
    }

    private static bool TryGetOptional(ClaimSet members, string name, out string? value) =>
        members.TryGetString(name, out value) || !members.Contains(name);
}
