using Writ.Cedar.Syntax;

namespace Writ.Cedar.Formatting;

/// <summary>
/// Whether one text says what the other says: the same tokens but for trailing commas, and the same comments in any order.
/// Equal tokens parse to equal policies, so this is as strict as comparing trees, and costs no depth.
/// </summary>
internal static class Fidelity
{
    public static bool Keeps(List<CommentedToken> original, List<CommentedToken> formatted) =>
        Tokens(original).SequenceEqual(Tokens(formatted)) && Comments(original).SequenceEqual(Comments(formatted), StringComparer.Ordinal);

    private static IEnumerable<(TokenKind, string)> Tokens(List<CommentedToken> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var trailingComma = tokens[i].Kind == TokenKind.Comma
                && tokens[i + 1].Kind is TokenKind.CloseParen or TokenKind.CloseBracket or TokenKind.CloseBrace;
            if (!trailingComma) yield return (tokens[i].Kind, tokens[i].Text);
        }
    }

    private static IEnumerable<string> Comments(List<CommentedToken> tokens) =>
        tokens.SelectMany(token => token.Trailing is null ? token.Leading : [.. token.Leading, token.Trailing]).Order(StringComparer.Ordinal);
}
