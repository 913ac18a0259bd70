using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Writ.Jose;

namespace Writ.Client.Tests.Fakes;

/// <summary>Judges proofs as a server has to: each once, for this request, with a nonce where one is demanded.</summary>
internal sealed class ProofJudge(FakeWrit writ)
{
    private readonly ConcurrentDictionary<string, bool> used = new(StringComparer.Ordinal);
    private readonly JwkCache keys = new(16);

    /// <summary>The nonce that is demanded; null for none.</summary>
    public string? Nonce { get; set; }

    /// <summary>The thumbprint of the key that proves; or the refusal.</summary>
    public (string? Thumbprint, DpopRefusal Refusal) Judge(HttpContext context, string? token)
    {
        if (Nonce is { } demanded)
        {
            context.Response.Headers["DPoP-Nonce"] = demanded;
        }

        ImmutableArray<string> nonces = Nonce is null || FakeWrit.IsLocal(context) ? [] : [Nonce];
        var expected = new DpopExpectations
        {
            Method = context.Request.Method, Uri = writ.Target(context), AccessToken = token, Nonces = nonces, MaxAge = TimeSpan.FromMinutes(1), MaxAhead = TimeSpan.FromMinutes(1),
        };
        return DpopVerification.Verify(context.Request.Headers["DPoP"] is [{ } proof] ? proof : null, expected, keys, writ.Time.GetUtcNow()) switch
        {
            DpopVerification.Verified verified when used.TryAdd(verified.Proof.JwtId, true) => (verified.Proof.Thumbprint.ToString(), DpopRefusal.None),
            DpopVerification.Refused refused => (null, refused.Reason),
            _ => throw new InvalidOperationException("a proof was used twice"),
        };
    }
}
