using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Writ.Domain;

namespace Writ.Authority.OAuth;

/// <summary>Writes `WWW-Authenticate`. Nothing of what was sent is repeated in it.</summary>
internal static class Challenge
{
    /// <summary>Which of the schemes that OAuth clients use was sent; `Basic` for any other.</summary>
    public static string SchemeOf(string authorization) =>
        authorization.StartsWith("DPoP ", StringComparison.OrdinalIgnoreCase) ? "DPoP" : authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? "Bearer" : "Basic";

    /// <summary>
    /// Tells whose writ is no good over the network how to present one (RFC 9449 §7.1, RFC 6750 §3): by a proof, or over TLS as a bearer that is bound to the client's certificate.
    /// What is wrong is said of the scheme that was used. Where the kernel names the peer, there is nothing to present.
    /// </summary>
    public static void OfWrit(HttpContext context, Reason reason)
    {
        if (context.Features.Get<IPeer>() is not null)
        {
            return;
        }

        var request = context.Request;
        var error = request.Headers.Authorization.Count == 0 ? ""
            : reason.Code is "W2322" ? "error=\"use_dpop_nonce\""
            : reason.Code is "W2315" or "W2316" or "W3113" ? "error=\"invalid_dpop_proof\""
            : "error=\"invalid_token\"";
        var bearer = request.IsHttps && request.Headers.Authorization is [{ } sent] && SchemeOf(sent) == "Bearer";
        var dpop = $"DPoP algs=\"ES256 RS256\"{(bearer || error.Length == 0 ? "" : ", " + error)}";
        context.Response.Headers[HeaderNames.WWWAuthenticate] = request.IsHttps ? (string[])[dpop, bearer ? $"Bearer realm=\"writ\", {error}" : "Bearer realm=\"writ\""] : [dpop];
    }
}
