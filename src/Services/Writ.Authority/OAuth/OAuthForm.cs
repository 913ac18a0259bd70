using Microsoft.AspNetCore.Http;

namespace Writ.Authority.OAuth;

/// <summary>The parameters of a request to the token service (RFC 6749 §3.2): none twice but those that may be, none empty.</summary>
internal sealed class OAuthForm
{
    private const int MaxLength = 32 * 1024;

    private readonly IFormCollection form;

    private OAuthForm(IFormCollection form) => this.form = form;

    /// <summary>The parameter; null when it was not sent.</summary>
    public string? this[string name] => form.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>Reads the form; null when there is none that is believed.</summary>
    public static async ValueTask<OAuthForm?> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MaxLength || context.Request.QueryString.HasValue)
        {
            return null;
        }

        try
        {
            var sent = await context.Request.ReadFormAsync(context.RequestAborted);

            // A parameter that stands twice is two requests in one.
            return sent.Files.Count == 0 && sent.All(static p => p.Value is [{ Length: > 0 }]) ? new OAuthForm(sent) : null;
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }
}
