using System.Text;
using Writ.Authority.Issuers;
using Writ.Domain;

namespace Writ.Authority.OAuth.Grants;

/// <summary>
/// Says on whose behalf a client asks, by a live token of a registered identity provider. A token is good once unless its issuer's registration says otherwise, and
/// is spent in the transaction that opens the task. Whoever it says is the subject; the actor is the client, which has authenticated itself.
/// </summary>
internal sealed class SubjectTokens(IIssuerTokens issuers)
{
    private const int MaxSubject = 1024;

    // Beyond the token's end: an issuer's clock may differ, and a transaction may wait for its turn.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private static readonly Reason NotBelieved = new(
        "W2434", "law/subject", "the subject's token is no live one of a registered identity provider, made for Writ", "get a new one from an identity provider that `writ.yaml` names under `issuers`");

    public async ValueTask<SubjectReading> ReadAsync(string token, CancellationToken cancellationToken)
    {
        switch (await issuers.VerifyAsync(token, IssuerUse.Subject, cancellationToken))
        {
            case IssuerTokenVerification.Verified verified:
                return Read(verified, token);
            case IssuerTokenVerification.Refused refused:
                return new SubjectReading.Refused(OAuthRefusal.Grant(NotBelieved) with { Operator = refused.Operator });
            default:
                return new SubjectReading.Refused(OAuthRefusal.Grant(NotBelieved) with { Operator = "the subject token was not judged" });
        }
    }

    private static SubjectReading Read(IssuerTokenVerification.Verified verified, string token)
    {
        if (verified.SubjectId is not { Length: > 0 and <= MaxSubject } id)
        {
            return new SubjectReading.Refused(OAuthRefusal.Grant(NotBelieved) with { Operator = $"a token of {verified.Name} names no subject" });
        }

        // An actor that came along is never dropped, and there is no place for one of another trust domain yet.
        if (verified.Token.Claims.Contains("act"))
        {
            return new SubjectReading.Refused(OAuthRefusal.Request("the subject's token names actors of its own, which is not served", "use a token that the subject's own identity provider made") with { Operator = $"a token of {verified.Name} has `act`" });
        }

        var subject = new Subject(verified.Issuer, id);
        if (verified.MayRepeat)
        {
            return new SubjectReading.Read(subject, [], []);
        }

        var spend = new SpendKey("subject", Digest256.Sha256(Encoding.UTF8.GetBytes($"{verified.Issuer}\n{IdOf(verified, token)}")));
        return new SubjectReading.Read(subject, [new Condition.Unspent(spend)], [new Change.Spend(spend, verified.Token.ExpiresAt + Kept)]);
    }

    // Without an id of its own it is known by what was signed: a signature may have a second spelling, what it signs has not.
    private static string IdOf(IssuerTokenVerification.Verified verified, string token) =>
        verified.Token.JwtId is { Length: > 0 } id ? $"jti {id}" : $"token {token[..token.LastIndexOf('.')]}";
}
