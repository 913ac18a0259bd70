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
        if (refusal.Status == StatusCodes.Status401Unauthorized && context.Request.Headers.Authorization is [{ } sent, ..])
        {
            // Of the scheme that was tried (RFC 6749 §5.2); none of them authenticates a client here.
            context.Response.Headers[HeaderNames.WWWAuthenticate] = $"{Challenge.SchemeOf(sent)} realm=\"writ\"";
        }

        return context.Response.WriteAsJsonAsync(
            new TokenErrorDocument(refusal.Error, Plain(refusal.Reason.Text), refusal.Reason.Code, refusal.Reason.Fix)
            {
                Rule = refusal.Decision.IsDefault ? null : refusal.Reason.Rule,
                Decision = refusal.Decision.IsDefault ? null : refusal.Decision.ToString(),
                Details = refusal.Further.IsEmpty ? null : refusal.Further,
            },
            ContractsJson.Default.TokenErrorDocument,
            "application/json",
            context.RequestAborted);
    }

    // The characters of `error_description` (RFC 6749 §5.2). A policy's own words may hold others.
    private static string Plain(string text) => string.Concat(text.Select(static c => c is '"' or '\\' ? '\'' : c is < ' ' or > '~' ? '?' : c));

    /// <summary>What the endpoints say while the store cannot commit.</summary>
    public static Task UnavailableAsync(HttpContext context, Reason reason) =>
        RefuseAsync(context, new OAuthRefusal(StatusCodes.Status503ServiceUnavailable, "temporarily_unavailable", reason));
}
