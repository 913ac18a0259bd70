namespace Writ.Cedar.Syntax;

/// <summary>The identifiers of the language: <c>[_a-zA-Z][_a-zA-Z0-9]*</c>, ASCII only, minus the reserved ones.</summary>
internal static class Names
{
    private static readonly HashSet<string> ReservedWords = new(StringComparer.Ordinal)
    {
        "true", "false", "if", "then", "else", "in", "like", "has", "is", "__cedar",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Reserved =
        ReservedWords.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsReserved(ReadOnlySpan<char> word) => Reserved.Contains(word);

    public static bool IsStart(char c) => char.IsAsciiLetter(c) || c == '_';

    public static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    public static bool IsIdentifier(ReadOnlySpan<char> word) => IsAnyIdentifier(word) && !IsReserved(word);

    /// <summary>An identifier or a reserved word, as the keys of annotations may be.</summary>
    public static bool IsAnyIdentifier(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || !IsStart(word[0])) return false;
        foreach (var c in word)
            if (!IsPart(c)) return false;
        return true;
    }

    /// <summary>A path <c>A::B::C</c> of identifiers.</summary>
    public static bool IsPath(ReadOnlySpan<char> path)
    {
        while (true)
        {
            var cut = path.IndexOf("::", StringComparison.Ordinal);
            if (cut < 0) return IsIdentifier(path);
            if (!IsIdentifier(path[..cut])) return false;
            path = path[(cut + 2)..];
        }
    }

    /// <summary>Whether there is no half of a surrogate pair in a text.</summary>
    public static bool IsText(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAnyInRange('\ud800', '\udfff'); at >= 0 && at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return false;
            at++;
        }

        return true;
    }

    /// <summary>The part of a path behind its last <c>::</c>.</summary>
    public static ReadOnlySpan<char> LastPart(ReadOnlySpan<char> path) => path[(path.LastIndexOf(':') + 1)..];
}
