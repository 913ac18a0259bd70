using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Writ.Cedar.Syntax;

/// <summary>A place in the tokens of one source, and the words for what stands there.</summary>
internal sealed class TokenReader(SourceText source, ParseOptions options)
{
    private readonly List<Token> _tokens = Lexer.Tokenize(source);
    private int _next;
    private int _nesting;

    public SourceText Source { get; } = source;

    public ParseOptions Options { get; } = options;

    public Token Current => _tokens[_next];

    public Position At => Source.At(Current.Start);

    public bool AtEnd => Current.Kind == TokenKind.End;

    public TokenKind KindAhead(int tokens) => _tokens[Math.Min(_next + tokens, _tokens.Count - 1)].Kind;

    public string Text(Token token) => Source.Text.Substring(token.Start, token.Length);

    public ReadOnlySpan<char> CurrentText => Source.Text.AsSpan(Current.Start, Current.Length);

    public Token Take()
    {
        var token = Current;
        if (token.Kind != TokenKind.End) _next++;
        return token;
    }

    public bool TryTake(TokenKind kind)
    {
        if (Current.Kind != kind) return false;
        _next++;
        return true;
    }

    public bool IsWord(string word) => Current.Kind == TokenKind.Identifier && CurrentText.SequenceEqual(word);

    public bool TryTakeWord(string word)
    {
        if (!IsWord(word)) return false;
        _next++;
        return true;
    }

    public Token Expect(TokenKind kind, string expected, string? hint = null)
    {
        if (Current.Kind != kind) Fail($"expected {expected}", hint);
        return Take();
    }

    /// <summary>Takes an identifier that is not reserved.</summary>
    public string ExpectName(string expected)
    {
        if (Current.Kind != TokenKind.Identifier) Fail($"expected {expected}");
        if (Names.IsReserved(CurrentText)) Fail($"expected {expected}", $"`{CurrentText}` is reserved; an attribute of this name is written `[\"{CurrentText}\"]`");
        return Text(Take());
    }

    /// <summary>Takes a path <c>A::B::C</c>; stops before <c>::"id"</c>.</summary>
    public string ExpectPath(string expected)
    {
        var first = ExpectName(expected);
        if (!AtPathPart) return first;
        var path = new StringBuilder(first);
        while (AtPathPart)
        {
            Take();
            path.Append("::").Append(ExpectName("the next part of the path"));
        }

        return path.ToString();
    }

    private bool AtPathPart => Current.Kind == TokenKind.DoubleColon && KindAhead(1) == TokenKind.Identifier;

    public string ExpectString(string expected) => StringEscapes.Unescape(Source, Expect(TokenKind.String, expected));

    /// <summary>Goes one level deeper; every call is paired with <see cref="Leave"/>.</summary>
    public void Enter()
    {
        if (++_nesting > Options.MaxNesting)
            throw Error(At, $"found more than {Options.MaxNesting} nested levels", "split the policy, or raise the limit of the parser");
    }

    public void Leave() => _nesting--;

    /// <summary>Moves behind the next <c>;</c>, to look for further errors.</summary>
    public void SkipPolicy()
    {
        _nesting = 0;
        while (!AtEnd && Take().Kind != TokenKind.Semicolon)
        {
        }
    }

    [DoesNotReturn]
    public void Fail(string expected, string? hint = null) => throw Error(At, $"found {Found()}, {expected}", hint);

    public static SyntaxException Error(Position at, string message, string? hint = null) => new(new SyntaxError(at, message, hint));

    private string Found() => Current.Kind switch
    {
        TokenKind.End => "the end of the text",
        _ when Current.Length > 40 => $"`{CurrentText[..37]}...`",
        _ => $"`{CurrentText}`",
    };
}
