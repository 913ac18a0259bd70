using System.Text.Json;

namespace Writ.Decisions;

/// <summary>
/// Follows references such as <c>#/$defs/Address</c> within their own document (RFC 6901, in the fragment form). What they lead through is kept by
/// its unescaped steps and paid for from the budget of the list, so that neither many references nor many spellings of one cost more than that.
/// </summary>
internal sealed class SchemaReferences(JsonElement root, StepBudget budget)
{
    private const int MaxLength = 1_024;

    private readonly SchemaPlace _root = new(root);

    /// <summary>
    /// What a reference leads to; null when it leads nowhere or outside, is longer than 1,024 characters, or has a <c>~</c> before something other
    /// than 0 and 1 (RFC 6901, section 3), and when the budget is spent.
    /// </summary>
    /// <param name="reference">The reference as it was written.</param>
    /// <param name="steps">The unescaped steps to it; empty when it is not well-formed.</param>
    /// <param name="isSpent">Whether the budget did not reach: then nothing is known of what is there.</param>
    public SchemaPlace? Resolve(string reference, out string[] steps, out bool isSpent)
    {
        (steps, isSpent) = ([], false);
        if (reference.Length is 0 or > MaxLength || reference[0] != '#') return null;
        var path = Uri.UnescapeDataString(reference[1..]);
        if (path.Length == 0) return _root;
        if (path[0] != '/' || !IsEscaped(path)) return null;
        steps = [.. path[1..].Split('/').Select(Unescaped)];
        var at = _root;
        foreach (var step in steps)
        {
            isSpent = !at.TryLook(step, budget, out var next);
            if (next is null) return null;
            at = next;
        }

        return at;
    }

    /// <summary>The name of the member that a reference ends in.</summary>
    public static string LastName(string reference) => Unescaped(Uri.UnescapeDataString(reference[(reference.LastIndexOf('/') + 1)..]));

    private static bool IsEscaped(string path)
    {
        for (var at = path.IndexOf('~', StringComparison.Ordinal); at >= 0; at = path.IndexOf('~', at + 1))
            if (at + 1 == path.Length || path[at + 1] is not ('0' or '1')) return false;
        return true;
    }

    private static string Unescaped(string part) => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
