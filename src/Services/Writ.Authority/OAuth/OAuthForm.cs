using Microsoft.AspNetCore.Http;

namespace Writ.Authority.OAuth;

/// <summary>The parameters of a request to the token service (RFC 6749 §3.2): one that is empty counts as left out, and none stands twice but those that may.</summary>
internal sealed class OAuthForm
{
    private const int MaxLength = 32 * 1024;

    private readonly IFormCollection form;

    private OAuthForm(IFormCollection form) => this.form = form;

    /// <summary>The parameter; null when it was not sent, or without a value.</summary>
    public string? this[string name] => form.TryGetValue(name, out var values) && values[0] is { Length: > 0 } value ? value : null;

    /// <summary>The targets that are named, each of which the writ is to be good for: `resource` (RFC 8707 §2) and `audience` (RFC 8693 §2.1), which may stand several times.</summary>
    public IEnumerable<string> Targets => ((string[])["resource", "audience"]).SelectMany(name => form[name]).OfType<string>().Where(static value => value.Length > 0);

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
            return sent.Files.Count == 0 && sent.All(static p => p.Value.Count == 1 || p.Key is "resource" or "audience") ? new OAuthForm(sent) : null;
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }
}
