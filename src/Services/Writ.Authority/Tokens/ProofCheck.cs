using System.Collections.Immutable;
using System.Text;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Tokens;

/// <summary>Verifies DPoP proofs (RFC 9449 §4.3), and says what the Record transaction must spend so that each is used once. Thread-safe.</summary>
public sealed class ProofCheck(TimeProvider time)
{
    /// <summary>How old a proof may be, and how far its maker's clock may be ahead.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private readonly JwkCache keys = new(4096);

    /// <summary>Verifies the proof of one request.</summary>
    /// <param name="proof">The one DPoP header.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="target">The request's absolute URI.</param>
    /// <param name="token">The access token presented with it; null at the token endpoint.</param>
    /// <param name="nonces">The nonces of which it has to hold one; none when none is demanded.</param>
    public ProofVerdict Check(string? proof, string method, string target, string? token, ImmutableArray<string> nonces)
    {
        DpopExpectations expected;
        try
        {
            expected = new DpopExpectations { Method = method, Uri = target, AccessToken = token, Nonces = nonces, MaxAge = Window, MaxAhead = Window };
        }
        catch (ArgumentException)
        {
            return new ProofVerdict.Refused(DpopRefusal.None, "the request has no absolute uri");
        }

        switch (DpopVerification.Verify(proof, expected, keys, time.GetUtcNow()))
        {
            case DpopVerification.Verified verified:
                // Spent by key and id: a proof's signature has a second spelling, its id has not.
                var spend = new SpendKey("dpop", Digest256.Sha256(Encoding.UTF8.GetBytes($"{verified.Proof.Thumbprint} {verified.Proof.JwtId}")));
                return new ProofVerdict.Verified(
                    verified.Proof.Thumbprint, new Condition.Unspent(spend), new Change.Spend(spend, verified.Proof.IssuedAt + Window + Window));
            case DpopVerification.Refused refused:
                return new ProofVerdict.Refused(refused.Reason, refused.Reason.Describe());
            default:
                return new ProofVerdict.Refused(DpopRefusal.None, "the proof was not judged");
        }
    }
}
