using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Writ.Jose;

namespace Writ.Authority.Tests.Issuers;

/// <summary>An identity provider of a test's own: its keys, its two documents, and tokens right and wrong.</summary>
public sealed class TestIssuer(string address) : IDisposable
{
    private readonly Dictionary<string, (AsymmetricAlgorithm Key, string Algorithm)> keys = new(StringComparer.Ordinal);

    public string Address { get; } = address;

    public Uri Discovery => new(Address.TrimEnd('/') + "/.well-known/openid-configuration");

    public Uri Keys => new(Address.TrimEnd('/') + "/keys");

    /// <summary>Adds a key of an algorithm under an id.</summary>
    public void Add(string keyId, string algorithm = "ES256") => keys[keyId] = (algorithm switch
    {
        "ES256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        "ES384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        "ES512" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        _ => RSA.Create(2048),
    }, algorithm);

    public byte[] DiscoveryDocument(string? issuer = null, string? keysAddress = null) =>
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["issuer"] = issuer ?? Address, ["jwks_uri"] = keysAddress ?? Keys.ToString(), ["subject_types_supported"] = new[] { "public" } });

    /// <summary>The keys, all but those that are left out, and whether they say their algorithms.</summary>
    public byte[] KeyDocument(bool stated = true, params string[] without)
    {
        var list = new JsonArray([.. keys.Where(k => !without.Contains(k.Key)).Select(k => (JsonNode)Jwk(k.Key, k.Value.Key, stated ? k.Value.Algorithm : null))]);
        return Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = list }.ToJsonString());
    }

    /// <summary>A token that keeps to every rule, changed by a test.</summary>
    public string Token(string keyId, DateTimeOffset now, Action<JsonObject>? change = null, Action<JsonObject>? header = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = Address, ["aud"] = "writ", ["sub"] = "user-1", ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(), ["email"] = "ann@corp.example",
        };
        change?.Invoke(claims);
        var head = new JsonObject { ["alg"] = keys.TryGetValue(keyId, out var known) ? known.Algorithm : "ES256", ["kid"] = keyId };
        header?.Invoke(head);
        var signed = $"{Part(head)}.{Part(claims)}";
        return $"{signed}.{Base64UrlText.Encode(Sign(keyId, Encoding.ASCII.GetBytes(signed)))}";
    }

    public void Dispose()
    {
        foreach (var (key, _) in keys.Values)
        {
            key.Dispose();
        }
    }

    private static string Part(JsonObject json) => Base64UrlText.Encode(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static JsonObject Jwk(string keyId, AsymmetricAlgorithm key, string? algorithm)
    {
        var jwk = new JsonObject { ["kid"] = keyId, ["use"] = "sig" };
        if (algorithm is not null)
        {
            jwk["alg"] = algorithm;
        }

        if (key is ECDsa curve)
        {
            var q = curve.ExportParameters(false).Q;
            (jwk["kty"], jwk["crv"], jwk["x"], jwk["y"]) = ("EC", $"P-{curve.KeySize}", Base64UrlText.Encode(q.X), Base64UrlText.Encode(q.Y));
        }
        else
        {
            var rsa = ((RSA)key).ExportParameters(false);
            (jwk["kty"], jwk["n"], jwk["e"]) = ("RSA", Base64UrlText.Encode(rsa.Modulus), Base64UrlText.Encode(rsa.Exponent));
        }

        return jwk;
    }

    private byte[] Sign(string keyId, byte[] bytes)
    {
        if (!keys.TryGetValue(keyId, out var known))
        {
            return new byte[64];
        }

        var hash = new HashAlgorithmName("SHA" + known.Algorithm[2..]);
        return known.Key is ECDsa curve
            ? curve.SignData(bytes, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            : ((RSA)known.Key).SignData(bytes, hash, known.Algorithm[0] is 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }
}
