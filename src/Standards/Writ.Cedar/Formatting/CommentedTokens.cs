using Writ.Cedar.Syntax;

namespace Writ.Cedar.Formatting;

/// <summary>
/// The tokens of a text, each with its comments. A comment behind a token on the same line belongs to that token, one on a
/// line of its own to the token that follows; those behind the last token belong to the end, which is the last item.
/// </summary>
internal static class CommentedTokens
{
    public static List<CommentedToken> Of(string text)
    {
        var tokens = Lexer.Tokenize(new SourceText(text, file: null));
        var result = new List<CommentedToken>(tokens.Count);
        var leading = CommentsIn(text, 0, tokens[0].Start);
        for (var i = 0; i < tokens.Count - 1; i++)
        {
            var token = tokens[i];
            var end = token.Start + token.Length;
            var gapEnd = tokens[i + 1].Start;
            var newLine = text.IndexOf('\n', end, gapEnd - end);
            var sameLine = CommentsIn(text, end, newLine < 0 ? gapEnd : newLine);
            result.Add(new CommentedToken(token.Kind, Written(text, token), leading, sameLine.Count > 0 ? sameLine[0] : null));

            // A lone carriage return ends a comment but no line, so more than one may stand here.
            leading = newLine < 0 ? [] : CommentsIn(text, newLine, gapEnd);
            if (sameLine.Count > 1) leading.InsertRange(0, sameLine[1..]);
        }

        result.Add(new CommentedToken(TokenKind.End, "", leading, Trailing: null));
        return result;
    }

    private static List<string> CommentsIn(string text, int start, int end)
    {
        var found = new List<string>();
        for (var at = Find(text, start, end); at >= 0; at = Find(text, start, end))
        {
            var length = text.AsSpan(at, end - at).IndexOfAny('\n', '\r') is >= 0 and var cut ? cut : end - at;
            found.Add(text.AsSpan(at, length).Trim().ToString());
            start = at + length;
        }

        return found;
    }

    private static int Find(string text, int start, int end) => text.IndexOf("//", start, end - start, StringComparison.Ordinal);

    private static string Written(string text, Token token)
    {
        var written = text.AsSpan(token.Start, token.Length);
        if (token.Kind != TokenKind.Integer) return written.ToString();
        var digits = written.TrimStart('0');
        return digits.IsEmpty ? "0" : digits.ToString();
    }
}
