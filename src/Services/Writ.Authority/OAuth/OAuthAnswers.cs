using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.OAuth;

/// <summary>Writes refusals as OAuth has them (RFC 6749 §5.2), never to be cached.</summary>
internal static class OAuthAnswers
{
    public static Task RefuseAsync(HttpContext context, OAuthRefusal refusal)
    {
        context.Response.StatusCode = refusal.Status;
        context.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return context.Response.WriteAsJsonAsync(
            new TokenErrorDocument(refusal.Error, refusal.Reason.Text, refusal.Reason.Code, refusal.Reason.Fix), ContractsJson.Default.TokenErrorDocument, "application/json", context.RequestAborted);
    }

    /// <summary>What the endpoints say while the store cannot commit.</summary>
    public static Task UnavailableAsync(HttpContext context, Reason reason) =>
        RefuseAsync(context, new OAuthRefusal(StatusCodes.Status503ServiceUnavailable, "temporarily_unavailable", reason));
}
