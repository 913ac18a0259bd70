using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>Reads bodies and writes documents and problems, always the same way.</summary>
internal static class Answers
{
    private const int MaxBody = 64 * 1024;

    private static readonly Reason NotStored = new("W5010", "law/evidence", "the store cannot commit, so nothing was done", "try again once the operator has seen to it; writ's log says why");

    /// <summary>Answers with a document.</summary>
    public static Task DocumentAsync<T>(HttpContext context, T document, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(document, type, "application/json", context.RequestAborted);
    }

    /// <summary>Answers with a problem.</summary>
    public static Task ProblemAsync(HttpContext context, int status, Reason reason, ImmutableArray<string> details = default)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        var document = new ProblemDocument(reason.Code, reason.Text, reason.Fix, details.IsDefault ? [] : details);
        return context.Response.WriteAsJsonAsync(document, ContractsJson.Default.ProblemDocument, "application/problem+json", context.RequestAborted);
    }

    /// <summary>The handler, with an answer for when the store cannot commit: nothing was done, and it is not the caller's fault.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="answer">Says so; a problem unless given.</param>
    public static RequestDelegate WhileStored(RequestDelegate handler, Func<HttpContext, Reason, Task>? answer = null) => async context =>
    {
        try
        {
            await handler(context);
        }
        catch (JournalUnavailableException) when (!context.Response.HasStarted)
        {
            // The store has logged why, once; here it would be repeated with every request.
            await (answer?.Invoke(context, NotStored) ?? ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, NotStored));
        }
    };

    /// <summary>Answers with a refusal by policy or law: the first reason leads, the others follow.</summary>
    public static Task DenialAsync(HttpContext context, Denial denial) =>
        ProblemAsync(context, StatusOf(denial.Reason), denial.Reason, [.. denial.Reasons.Skip(1).Select(static r => $"{r.Code}: {r.Text}"), $"decision {denial.Decision}"]);

    /// <summary>The document in the body; null, with a problem answered, when it is none.</summary>
    public static async Task<T?> BodyAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            await ProblemAsync(context, StatusCodes.Status415UnsupportedMediaType, new Reason("W2401", "law/request", "the body is not JSON", "send `Content-Type: application/json`"));
            return null;
        }

        try
        {
            if (context.Request.ContentLength is null or > MaxBody)
            {
                await ProblemAsync(context, StatusCodes.Status413PayloadTooLarge, new Reason("W2402", "law/request", $"the body has no length, or is larger than {MaxBody} bytes", "send less"));
                return null;
            }

            if (await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) is { } document)
            {
                return document;
            }
        }
        catch (JsonException)
        {
            // What is wrong with it is for its sender to see from the document's description; its text is not repeated.
        }

        await ProblemAsync(context, StatusCodes.Status400BadRequest, new Reason("W2403", "law/request", "the body is not the document that belongs here", "see /openapi.json"));
        return null;
    }

    // By its code: what policy and containment refuse is forbidden; what names nothing or is mistyped cannot be processed.
    private static int StatusOf(Reason reason) =>
        reason.Code.StartsWith("W3", StringComparison.Ordinal) || reason.Code is "W2210" ? StatusCodes.Status403Forbidden : StatusCodes.Status422UnprocessableEntity;
}
