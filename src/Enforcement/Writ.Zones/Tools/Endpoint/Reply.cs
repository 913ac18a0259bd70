using System.Globalization;
using Microsoft.AspNetCore.Http;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>Writes answers as streamable HTTP carries them.</summary>
internal static class Reply
{
    /// <summary>One JSON answer.</summary>
    public static async Task JsonAsync(HttpContext context, int status, ReadOnlyMemory<byte> answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(answer);
    }

    /// <summary>A refused message.</summary>
    public static Task ErrorAsync(HttpContext context, int status, ReadOnlyMemory<byte> id, int code, Denial denial) => JsonAsync(context, status, Answers.Error(id, code, denial));

    /// <summary>What the gate refused.</summary>
    public static Task RefusedAsync(HttpContext context, ReadOnlyMemory<byte> id, SessionAdmission.Refused refused) =>
        RefusedAsync(context, id, refused.Denial, refused.Stage, refused.Cause);

    /// <summary>
    /// What was refused: whose credential is no good over the network is told how to get a better one (RFC 6750 §3, RFC 9449 §7.1, RFC 9728 §5.1). Where Writ itself
    /// could not judge, the credential is not blamed: a client that threw it away would gain nothing.
    /// </summary>
    public static Task RefusedAsync(HttpContext context, ReadOnlyMemory<byte> id, Denial denial, Stage stage, Cause cause)
    {
        if (cause != Cause.Refused)
        {
            return ErrorAsync(context, StatusCodes.Status503ServiceUnavailable, id, Answers.Denied, denial);
        }

        var challenged = context.Features.Get<IPeer>() is null && (stage == Stage.Authenticate || IsCredential(denial));
        if (challenged)
        {
            context.Response.Headers.WWWAuthenticate = Challenges(context, denial);
        }

        return ErrorAsync(context, challenged ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden, id, Answers.Denied, denial);
    }

    /// <summary>Whether it is the credential that was refused, and not what was asked with it: a proof that was used before, a writ that was taken back.</summary>
    public static bool IsCredential(Denial denial) => denial.Reason.Code is "W3113" or "W3117";

    // Over TLS a writ may be bound to the client's certificate and presented as a bearer (RFC 8705 §3). What is wrong is said of the scheme that was used.
    private static string[] Challenges(HttpContext context, Denial denial)
    {
        var request = context.Request;
        var error = request.Headers.Authorization.Count == 0 ? ""
            : denial.Reason.Code is "W2322" ? "error=\"use_dpop_nonce\", "
            : denial.Reason.Code is "W2315" or "W2316" or "W3113" ? "error=\"invalid_dpop_proof\", "
            : "error=\"invalid_token\", ";
        var metadata = string.Create(CultureInfo.InvariantCulture, $"resource_metadata=\"{request.Scheme}://127.0.0.1:{context.Connection.LocalPort}/.well-known/oauth-protected-resource/mcp\"");
        var bearer = request.IsHttps && request.Headers.Authorization is [{ } sent] && sent.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
        var dpop = $"DPoP {(bearer ? "" : error)}algs=\"ES256 RS256\", {metadata}";
        return request.IsHttps ? [dpop, $"Bearer {(bearer ? error : "")}{metadata}"] : [dpop];
    }

    /// <summary>Begins a stream of events.</summary>
    public static async Task BeginStreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
    }

    /// <summary>One message as an event.</summary>
    public static async Task EventAsync(HttpContext context, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        byte[] text = [.. "event: message\ndata: "u8, .. message.Span, .. "\n\n"u8];

        // An answer of several lines would be cut short by its first line end; between JSON tokens a space says the same.
        var body = text.AsSpan("event: message\ndata: ".Length, message.Length);
        body.Replace((byte)'\n', (byte)' ');
        body.Replace((byte)'\r', (byte)' ');
        await context.Response.Body.WriteAsync(text, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
