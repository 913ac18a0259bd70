namespace Writ.Jose;

/// <summary>The one-line text of each <see cref="DpopRefusal"/>.</summary>
public static class DpopRefusalText
{
    /// <summary>Says in one lower-case line, without anything of the refused input, what was wrong.</summary>
    public static string Describe(this DpopRefusal refusal) => refusal switch
    {
        DpopRefusal.None => "nothing is refused",
        DpopRefusal.Missing => "dpop proof is missing",
        DpopRefusal.Malformed => "dpop proof is malformed",
        DpopRefusal.TypeMismatch => "dpop proof is not of type `dpop+jwt`",
        DpopRefusal.KeyMissing => "dpop proof has no key",
        DpopRefusal.KeyRefused => "dpop proof has a key that is refused",
        DpopRefusal.BadSignature => "dpop proof is not signed by its key",
        DpopRefusal.JwtId => "dpop proof has no `jti`, or too long a one",
        DpopRefusal.MethodMissing => "dpop proof has no `htm`",
        DpopRefusal.MethodMismatch => "dpop proof is for another method",
        DpopRefusal.UriMissing => "dpop proof has no `htu`",
        DpopRefusal.UriMismatch => "dpop proof is for another uri",
        DpopRefusal.IssuedAtMissing => "dpop proof has no `iat`",
        DpopRefusal.TooOld => "dpop proof is too old",
        DpopRefusal.IssuedInFuture => "dpop proof is issued in the future",
        DpopRefusal.AccessTokenHashMissing => "dpop proof has no `ath`",
        DpopRefusal.AccessTokenHashMismatch => "dpop proof is for another access token",
        DpopRefusal.NonceMissing => "dpop proof has no `nonce`",
        DpopRefusal.NonceMismatch => "dpop proof has a nonce that is not current",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "no such refusal"),
    };
}
