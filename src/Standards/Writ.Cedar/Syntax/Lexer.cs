namespace Writ.Cedar.Syntax;

/// <summary>Cuts a text into tokens. Strings keep their quotes and escapes: patterns read them differently.</summary>
internal static class Lexer
{
    public static List<Token> Tokenize(SourceText source)
    {
        var tokens = new List<Token>(source.Text.Length / 4 + 1);
        var at = 0;
        while (SkipBlanks(source.Text, ref at))
        {
            var token = Next(source, at);
            tokens.Add(token);
            at += token.Length;
        }

        tokens.Add(new Token(TokenKind.End, source.Text.Length, 0));
        return tokens;
    }

    private static bool SkipBlanks(string text, ref int at)
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
                at++;
            else if (text[at] == '/' && at + 1 < text.Length && text[at + 1] == '/')
                at = text.AsSpan(at).IndexOfAny('\n', '\r') is >= 0 and var end ? at + end : text.Length;
            else
                return true;
        }

        return false;
    }

    private static Token Next(SourceText source, int at)
    {
        var text = source.Text;
        var c = text[at];
        if (Names.IsStart(c)) return new Token(TokenKind.Identifier, at, Run(text, at, Names.IsPart));
        if (char.IsAsciiDigit(c)) return new Token(TokenKind.Integer, at, Run(text, at, char.IsAsciiDigit));
        if (c == '"') return new Token(TokenKind.String, at, StringLength(source, at));
        var next = at + 1 < text.Length ? text[at + 1] : '\0';
        if (c == '?' && Names.IsStart(next)) return new Token(TokenKind.Slot, at, 1 + Run(text, at + 1, Names.IsPart));
        var (kind, length) = (c, next) switch
        {
            (':', ':') => (TokenKind.DoubleColon, 2),
            ('=', '=') => (TokenKind.Equal, 2),
            ('!', '=') => (TokenKind.NotEqual, 2),
            ('<', '=') => (TokenKind.LessOrEqual, 2),
            ('>', '=') => (TokenKind.GreaterOrEqual, 2),
            ('&', '&') => (TokenKind.And, 2),
            ('|', '|') => (TokenKind.Or, 2),
            _ => (Single(c), 1),
        };
        if (kind == TokenKind.End)
        {
            var shown = char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : c.ToString();
            throw new SyntaxException(new SyntaxError(source.At(at), $"found `{shown}`, which starts no token", HintFor(c)));
        }

        return new Token(kind, at, length);
    }

    private static TokenKind Single(char c) => c switch
    {
        '@' => TokenKind.At,
        '.' => TokenKind.Dot,
        ',' => TokenKind.Comma,
        ';' => TokenKind.Semicolon,
        ':' => TokenKind.Colon,
        '?' => TokenKind.Question,
        '(' => TokenKind.OpenParen,
        ')' => TokenKind.CloseParen,
        '[' => TokenKind.OpenBracket,
        ']' => TokenKind.CloseBracket,
        '{' => TokenKind.OpenBrace,
        '}' => TokenKind.CloseBrace,
        '<' => TokenKind.Less,
        '>' => TokenKind.Greater,
        '!' => TokenKind.Not,
        '+' => TokenKind.Plus,
        '-' => TokenKind.Minus,
        '*' => TokenKind.Star,
        '/' => TokenKind.Slash,
        '%' => TokenKind.Percent,
        '=' => TokenKind.Assign,
        _ => TokenKind.End,
    };

    private static string? HintFor(char c) => c switch
    {
        '&' => "and is written `&&`",
        '|' => "or is written `||`",
        '\'' => "strings stand in double quotes",
        '#' => "comments start with `//`",
        _ => null,
    };

    private static int Run(string text, int start, Func<char, bool> member)
    {
        var end = start;
        while (end < text.Length && member(text[end])) end++;
        return end - start;
    }

    private static int StringLength(SourceText source, int start)
    {
        var text = source.Text;
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') return i - start + 1;
        }

        throw new SyntaxException(new SyntaxError(source.At(start), "found a string without an end, expected a closing `\"`", "a quote inside a string is written `\\\"`"));
    }
}
