using System.Buffers;
using System.Text;
using Writ.Jose;

namespace Writ.Client;

/// <summary>Reads what the token endpoint answers (RFC 6749 §5).</summary>
internal static class TokenAnswer
{
    private const int MaxText = 1024;
    private const int MaxOffer = 64 * 1024;
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>The writ in an answer.</summary>
    /// <param name="document">The answer.</param>
    /// <param name="type">The type it must be of: a service that binds a writ to less than was asked is not believed.</param>
    /// <param name="asked">When it was asked for; from then on its life is counted.</param>
    /// <exception cref="WritServiceException">There is none that is believed.</exception>
    public static HeldWrit Read(ClaimSet? document, string type, DateTimeOffset asked)
    {
        if (document is null
            || !document.TryGetString("access_token", out var token)
            || token.Length is 0 or > UnverifiedJws.MaxLength
            || token.AsSpan().ContainsAnyExcept(TokenCharacters)
            || !document.TryGetString("task", out var task)
            || !IsPlain(task)
            || !document.TryGetInt64("expires_in", out var seconds)
            || seconds < 0)
        {
            throw NotBelieved("it is no writ");
        }

        if (!document.TryGetString("token_type", out var got) || !got.Equals(type, StringComparison.OrdinalIgnoreCase))
        {
            throw NotBelieved($"the writ is not bound as it was asked to be, by `{type}`");
        }

        var life = seconds < LongestLife.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestLife;
        var details = document.TryGetJson("authorization_details", out var json) ? Encoding.UTF8.GetString(json.Span) : null;
        return new HeldWrit(token, task, details, asked + (life * 0.8), asked + life);
    }

    /// <summary>The offer in an answer.</summary>
    /// <param name="document">The answer.</param>
    /// <param name="type">What it must be: anything else, such as a writ, is not handed to others.</param>
    /// <exception cref="WritServiceException">There is none that is believed.</exception>
    public static string ReadOffer(ClaimSet? document, string type) =>
        document is not null
        && document.TryGetString("issued_token_type", out var issued) && string.Equals(issued, type, StringComparison.Ordinal)
        && document.TryGetString("access_token", out var offer) && offer.Length is > 0 and <= MaxOffer && !offer.AsSpan().ContainsAnyExcept(TokenCharacters)
            ? offer
            : throw NotBelieved("it is no offer");

    /// <summary>The refusal in an answer.</summary>
    public static WritException Refusal(ClaimSet? document, int status)
    {
        if (document is null || !document.TryGetString("error", out var error) || !IsPlain(error))
        {
            return new WritServiceException("W2474", $"the token service answered with http status {status}, and with nothing that is understood", "see that `Issuer` is a Writ");
        }

        var (code, text, fix) = (Text(document, "code"), Text(document, "error_description"), Text(document, "fix"));
        code = DenialReader.IsCode(code) ? code : "W2475";
        return status >= 500
            ? new WritServiceException(code!, text ?? "the token service cannot answer now", fix ?? "try again in a moment")
            : new WritRefusedException(error, code!, text ?? $"the token service refused: {error}", fix ?? "see the page of the code") { Rule = Text(document, "rule"), DecisionId = Text(document, "decision") };
    }

    private static string? Text(ClaimSet document, string name) => document.TryGetString(name, out var text) && IsPlain(text) ? text : null;

    private static bool IsPlain(string text) => text.Length is > 0 and <= MaxText && !text.Any(char.IsControl);

    private static WritServiceException NotBelieved(string why) => new("W2474", $"the token service's answer is not believed: {why}", "see that `Issuer` is a Writ");
}
