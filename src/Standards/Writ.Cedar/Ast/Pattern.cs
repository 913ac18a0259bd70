using System.Collections.Immutable;

namespace Writ.Cedar.Ast;

/// <summary>The right side of <c>like</c>: literal parts with a wildcard, matching any run of characters, between each two.</summary>
public sealed class Pattern
{
    /// <summary>Makes a pattern from the literal parts between its wildcards.</summary>
    /// <param name="parts">At least one part; n parts stand around n - 1 wildcards, and each may be empty.</param>
    /// <exception cref="ArgumentException">There is no part, or one is no text.</exception>
    public Pattern(ImmutableArray<string> parts)
    {
        if (parts.IsDefaultOrEmpty) throw new ArgumentOutOfRangeException(nameof(parts), "a pattern has one part at least");
        foreach (var part in parts) Grammar.Text(part, nameof(parts));
        Parts = parts;
    }

    /// <summary>The literal parts between the wildcards.</summary>
    public ImmutableArray<string> Parts { get; }

    /// <summary>Whether the whole text fits the pattern. Ordinal; linear in the text for each part.</summary>
    /// <param name="text">The text to look at.</param>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        var first = Parts[0];
        if (Parts.Length == 1) return text.SequenceEqual(first);
        var last = Parts[^1];
        if (text.Length < first.Length + last.Length) return false;
        if (!text.StartsWith(first, StringComparison.Ordinal) || !text.EndsWith(last, StringComparison.Ordinal)) return false;

        // The earliest fit of each middle part leaves the most room for the rest, so no backtracking is needed.
        var rest = text[first.Length..^last.Length];
        for (var i = 1; i < Parts.Length - 1; i++)
        {
            var at = rest.IndexOf(Parts[i], StringComparison.Ordinal);
            if (at < 0) return false;
            rest = rest[(at + Parts[i].Length)..];
        }

        return true;
    }
}
