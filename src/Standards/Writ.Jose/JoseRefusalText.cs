namespace Writ.Jose;

/// <summary>The one-line text of each <see cref="JoseRefusal"/>.</summary>
public static class JoseRefusalText
{
    /// <summary>Says in one lower-case line, without anything of the refused input, what was wrong.</summary>
    public static string Describe(this JoseRefusal refusal) => refusal switch
    {
        JoseRefusal.None => "nothing is refused",
        JoseRefusal.Empty => "token is empty",
        JoseRefusal.TooLong => "token is longer than is read",
        JoseRefusal.NotThreeParts => "token is not three parts",
        JoseRefusal.Base64Url => "token is not canonical base64url",
        JoseRefusal.Json => "token is not json",
        JoseRefusal.NotAnObject => "token is not a json object",
        JoseRefusal.TooDeep => "json is nested too deep",
        JoseRefusal.DuplicateMember => "json object has a member twice",
        JoseRefusal.HeaderMalformed => "header parameter is malformed",
        JoseRefusal.AlgorithmMissing => "header names no algorithm",
        JoseRefusal.AlgorithmNone => "token is unsigned",
        JoseRefusal.AlgorithmUnsupported => "algorithm is not supported",
        JoseRefusal.CriticalExtension => "header has a critical extension",
        JoseRefusal.UnencodedPayload => "header asks for an unencoded payload",
        JoseRefusal.AlgorithmMismatch => "algorithm is not that of the key",
        JoseRefusal.UnknownKey => "key is not known",
        JoseRefusal.BadSignature => "signature does not verify",
        JoseRefusal.TypeMismatch => "token is of another type",
        JoseRefusal.ClaimMalformed => "claim is malformed",
        JoseRefusal.ExpiryMissing => "token has no expiry",
        JoseRefusal.Expired => "token has expired",
        JoseRefusal.NotYetValid => "token is not yet valid",
        JoseRefusal.IssuedInFuture => "token is issued in the future",
        JoseRefusal.IssuerMismatch => "token is of another issuer",
        JoseRefusal.AudienceMismatch => "token is for another audience",
        JoseRefusal.PrivateKey => "key is not public",
        JoseRefusal.KeyUnsupported => "key is not of a supported kind",
        JoseRefusal.KeyMalformed => "key is malformed",
        JoseRefusal.DuplicateKeyId => "key set has a key id twice",
        JoseRefusal.TooManyKeys => "key set has too many keys",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "no such refusal"),
    };
}
