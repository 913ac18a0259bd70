using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Writ.Jose;

namespace Writ.Spiffe;

/// <summary>Reads the JWKS form of a bundle (SPIFFE Trust Domain and Bundle §4).</summary>
internal static class TrustBundleReader
{
    private const long LongestHint = int.MaxValue;

    public static TrustBundleError Read(ReadOnlySpan<byte> utf8, TrustDomain trustDomain, out TrustBundle? bundle)
    {
        bundle = null;
        if (utf8.Length > TrustBundle.MaxLength)
            return TrustBundleError.TooLong;
        if (!ClaimSet.TryParse(utf8, TrustBundle.MaxLength, out var members, out _))
            return TrustBundleError.Json;
        if (ReadNumber(members, "spiffe_sequence", long.MaxValue, out var sequence) is false)
            return TrustBundleError.Sequence;
        if (ReadNumber(members, "spiffe_refresh_hint", LongestHint, out var hint) is false)
            return TrustBundleError.RefreshHint;
        if (!members.TryGetJson("keys", out var json) || json.Span[0] is not (byte)'[')
            return TrustBundleError.KeysMissing;

        var authorities = ImmutableArray.CreateBuilder<X509Certificate2>();
        using var keys = JsonDocument.Parse(json);
        if (keys.RootElement.GetArrayLength() > JwkSet.MaxKeys)
            return TrustBundleError.TooManyKeys;
        foreach (var key in keys.RootElement.EnumerateArray())
        {
            if (key.ValueKind is not JsonValueKind.Object || !TryGetText(key, "use", out var use) || !TryGetText(key, "kty", out var kind) || !TryGetText(key, "kid", out var id))
                return TrustBundleError.KeyMalformed;
            var error = use switch
            {
                _ when kind is not ("EC" or "RSA") => TrustBundleError.None,
                TrustBundle.X509Use => id is not null ? TrustBundleError.KeyIdUnexpected : ReadAuthority(key, authorities),
                TrustBundle.JwtUse when id is null => TrustBundleError.KeyIdMissing,
                _ => TrustBundleError.None,
            };
            if (error is not TrustBundleError.None)
                return error;
        }

        if (!JwkSet.TryParse(utf8, TrustBundle.JwtUse, UnstatedAlgorithm.AnyOfRsa, out var jwtAuthorities, out _))
            return TrustBundleError.JwtKey;
        bundle = new TrustBundle(trustDomain, authorities.ToImmutable(), jwtAuthorities, sequence, hint is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        return TrustBundleError.None;
    }

    private static TrustBundleError ReadAuthority(JsonElement key, ImmutableArray<X509Certificate2>.Builder authorities)
    {
        if (!key.TryGetProperty("x5c", out var chain) || chain.ValueKind is not JsonValueKind.Array || chain.GetArrayLength() is not 1 || chain[0].ValueKind is not JsonValueKind.String)
            return TrustBundleError.CertificateMissing;
        if (!chain[0].TryGetBytesFromBase64(out var der) || DerCertificates.Read(der) is not { } certificate || !LeafRules.IsAuthority(certificate))
            return TrustBundleError.CertificateMalformed;
        authorities.Add(certificate);
        return TrustBundleError.None;
    }

    private static bool ReadNumber(ClaimSet members, string name, long most, out long? value)
    {
        value = null;
        if (!members.Contains(name))
            return true;
        if (!members.TryGetInt64(name, out var number) || number < 0 || number > most)
            return false;
        value = number;
        return true;
    }

    // True when the member is a string, or absent.
    private static bool TryGetText(JsonElement key, string name, out string? value)
    {
        value = null;
        if (!key.TryGetProperty(name, out var found))
            return true;
        value = found.ValueKind is JsonValueKind.String ? found.GetString() : null;
        return value is not null;
    }
}
