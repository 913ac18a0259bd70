using Writ.Cedar.Syntax;

namespace Writ.Cedar.Formatting;

/// <summary>A place in the commented tokens, and the documents of what is taken there. Every comment is written once.</summary>
internal sealed class TokenDocuments(List<CommentedToken> tokens)
{
    private int _next;
    private IReadOnlyList<string>? _leading;

    public CommentedToken Current => tokens[_next];

    public TokenKind Kind => tokens[_next].Kind;

    public TokenKind KindAhead(int count) => tokens[Math.Min(_next + count, tokens.Count - 1)].Kind;

    public bool IsWord(string word) => Kind == TokenKind.Identifier && Current.Text == word;

    /// <summary>Takes the token with its comments; without a comment behind it, <paramref name="next"/> follows.</summary>
    public Document Take(Document? next = null)
    {
        var leading = TakeLeading();
        var word = TakeWord(out var trailing, next);
        return Document.Of(leading, word, trailing);
    }

    /// <summary>Takes the token without the comments before it; the comment behind it, or <paramref name="next"/>, is apart.</summary>
    public Document TakeWord(out Document trailing, Document? next = null)
    {
        var token = Current;
        _next++;
        _leading = null;
        trailing = Behind(token.Trailing, next ?? Document.Nothing);
        return token.Kind == TokenKind.String ? Document.Literal(token.Text) : Document.Word(token.Text);
    }

    /// <summary>Takes the comments before the current token, so that they can stand outside of what the token begins.</summary>
    public Document TakeLeading()
    {
        var leading = Before(_leading ?? Current.Leading);
        _leading = [];
        return leading;
    }

    /// <summary>Passes a comma that the layout leaves out, and keeps its comments.</summary>
    public Document DropComma()
    {
        var comma = Current;
        _next++;
        _leading = null;
        return Document.Of(Before(comma.Leading), Behind(comma.Trailing, Document.Nothing));
    }

    /// <summary>Takes the bracket that closes the scope, with the comments of a comma that is left out before it. A condition starts a line.</summary>
    public Document TakeCloseOfScope()
    {
        var token = Current;
        _next++;
        if (token.Kind == TokenKind.Comma)
        {
            var comma = token;
            token = Current;
            _next++;
            token = token.IsCommented
                ? token with { Leading = [.. comma.Leading, .. comma.Trailing is null ? [] : new[] { comma.Trailing }, .. token.Leading] }
                : comma with { Text = token.Text };
        }

        _leading = null;
        return Document.Of(Before(token.Leading), Document.Word(token.Text), Behind(token.Trailing, Kind == TokenKind.Semicolon ? Document.Nothing : Document.HardLine));
    }

    private static Document Before(IReadOnlyList<string> comments)
    {
        if (comments.Count == 0) return Document.Nothing;
        var lines = new List<Document> { Document.HardLine };
        foreach (var comment in comments)
        {
            lines.Add(Document.Literal(comment));
            lines.Add(Document.HardLine);
        }

        return Document.Of([.. lines]);
    }

    private static Document Behind(string? comment, Document next) =>
        comment is null ? next : Document.Of(Document.Space, Document.Literal(comment), Document.HardLine);
}
