using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Writ.Cedar.Authorization;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Formatting;

/// <summary>Lays policies out as the official formatter does, with every comment kept.</summary>
public static class PolicyFormatter
{
    // The layout of a commented text may move a comment, and what it moves to may be laid out differently. It settles quickly.
    private const int MaxPasses = 8;

    /// <summary>Lays a text of policies and templates out; formatting the result again gives the same text.</summary>
    /// <param name="text">The text, which must parse.</param>
    /// <param name="formatted">The text laid out, ending in exactly one line break; null when there was an error.</param>
    /// <param name="errors">Why the text does not parse, or why it could not be laid out without harm.</param>
    /// <param name="options">The layout; null for <see cref="FormatOptions.Default"/>.</param>
    /// <remarks>
    /// The result has the same tokens, save trailing commas and leading zeros, so it parses to the same policies,
    /// and it has the same comments, save blanks at their ends. Both are checked each time; a text that does not pass is refused.
    /// </remarks>
    public static bool TryFormat(
        string text,
        [NotNullWhen(true)] out string? formatted,
        out ImmutableArray<SyntaxError> errors,
        FormatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= FormatOptions.Default;
        formatted = null;
        if (!PolicySet.TryParse(text, out _, out errors, options.Limits)) return false;
        var settled = Settle(text, options, out var refusal);
        if (settled is null) errors = [refusal];
        else formatted = settled;
        return settled is not null;
    }

    private static string? Settle(string text, FormatOptions options, out SyntaxError refusal)
    {
        var original = CommentedTokens.Of(text);
        var tokens = original;
        refusal = Refused($"found a text that is still not settled after {MaxPasses} passes", "move the comments to lines of their own");
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            var next = Once(tokens, options);
            if (next is null)
            {
                refusal = Refused($"found a text that grows beyond {options.Limits.MaxTextLength} characters when laid out", "split the policies over several files");
                return null;
            }

            if (next == text) return next;
            tokens = CommentedTokens.Of(next);
            if (!Fidelity.Keeps(original, tokens))
            {
                refusal = Refused("found a text whose layout would change its meaning or its comments", "this is a defect of the formatter: please report the text");
                return null;
            }

            text = next;
        }

        return null;
    }

    private static string? Once(List<CommentedToken> tokens, FormatOptions options)
    {
        var layout = new PolicyLayout(tokens, options.IndentWidth);
        var limit = options.Limits.MaxTextLength;
        var printer = new DocumentPrinter(options.LineWidth, limit);
        var result = new StringBuilder();
        while (!layout.AtEnd)
        {
            if (result.Length > 0) result.Append("\n\n");
            if (printer.Print(layout.Policy()) is not { } policy) return null;
            result.Append(policy);
            if (result.Length > limit) return null;
        }

        result.Append('\n');
        foreach (var comment in layout.CommentsAtEnd) result.Append(comment).Append('\n');
        return result.Length > limit ? null : result.ToString();
    }

    private static SyntaxError Refused(string message, string hint) => new(new Position(File: null, 1, 1), message, hint);
}
