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

    /// <summary>What the gate refused: who is not named over the network is told how to be.</summary>
    public static Task RefusedAsync(HttpContext context, ReadOnlyMemory<byte> id, Denial denial, Stage stage)
    {
        var unnamed = stage == Stage.Authenticate && context.Features.Get<IPeer>() is null;
        if (unnamed)
        {
            context.Response.Headers.WWWAuthenticate = context.Request.Headers.Authorization.Count > 0 ? "DPoP error=\"invalid_token\", algs=\"ES256\"" : "DPoP algs=\"ES256\"";
        }

        return ErrorAsync(context, unnamed ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden, id, Answers.Denied, denial);
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
