using System.Text.RegularExpressions;
using Writ.Jose;

namespace Writ.Client;

/// <summary>Finds Writ's own documents in what MCP and HTTP carry them in. Their texts end up in prompts and on terminals, so none with control characters is taken.</summary>
internal static partial class DenialReader
{
    private const string Meta = "_meta";
    private const string Key = "writ/denial";
    private const int MaxText = 2048;

    /// <summary>The object with a member of that name, where Writ puts it; null when there is none.</summary>
    public static ClaimSet? Find(ClaimSet document, string member)
    {
        if (document.TryGetObject("result", out var result))
        {
            document = result;
        }
        else if (document.TryGetObject("error", out var error))
        {
            document = error;
        }

        if (document.TryGetObject(Meta, out var meta))
        {
            document = meta;
        }

        if (document.TryGetObject(Key, out var found) || document.TryGetObject("data", out found))
        {
            document = found;
        }

        return document.Contains(member) ? document : null;
    }

    /// <summary>Its texts; null unless each is there, of moderate length and plain.</summary>
    public static (string Code, string Rule, string Reason, string Fix, string DecisionId)? Texts(ClaimSet found) =>
        found.TryGetString("code", out var code) && IsCode(code)
        && found.TryGetString("rule", out var rule) && IsPlain(rule)
        && found.TryGetString("reason", out var reason) && IsPlain(reason)
        && found.TryGetString("fix", out var fix) && IsPlain(fix)
        && found.TryGetString("decision_id", out var decision) && Decision().IsMatch(decision)
            ? (code, rule, reason, fix, decision)
            : null;

    /// <summary>Whether a text is one of Writ's codes.</summary>
    public static bool IsCode(string? text) => text is not null && Code().IsMatch(text);

    /// <summary>Whether a text is the id of an approval.</summary>
    public static bool IsApproval(string? text) => text is not null && Approval().IsMatch(text);

    private static bool IsPlain(string text) => text.Length is > 0 and <= MaxText && !text.Any(static c => char.IsControl(c) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029');

    [GeneratedRegex(@"\AW[0-9]{4}\z", RegexOptions.None, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\Adec_[0-9A-Za-z]{1,64}\z", RegexOptions.None, 1000)]
    private static partial Regex Decision();

    [GeneratedRegex(@"\Aapr_[0-9A-Za-z]{1,64}\z", RegexOptions.None, 1000)]
    private static partial Regex Approval();
}
