using Writ.Cedar.Syntax;

namespace Writ.Cedar.Formatting;

/// <summary>
/// The layout of policies: walks the tokens of a text that the parser has accepted, so nothing here can be out of place,
/// and makes the document of one policy after the other.
/// </summary>
internal sealed partial class PolicyLayout(List<CommentedToken> all, int indent)
{
    private readonly TokenDocuments _tokens = new(all);

    public bool AtEnd => _tokens.Kind == TokenKind.End;

    /// <summary>The comments behind the last policy.</summary>
    public IReadOnlyList<string> CommentsAtEnd => _tokens.Current.Leading;

    public Document Policy()
    {
        var parts = new List<Document>();
        while (_tokens.Kind == TokenKind.At) parts.Add(Annotation());
        parts.Add(_tokens.TakeLeading());
        parts.Add(Document.Of(_tokens.Take(), Document.Line, _tokens.Take()).Group());
        Scope(parts);
        while (_tokens.Kind != TokenKind.Semicolon)
        {
            parts.Add(Condition());
            if (_tokens.Kind != TokenKind.Semicolon) parts.Add(Document.HardLine);
        }

        parts.Add(_tokens.Take());
        return Document.Of([.. parts]);
    }

    private Document Annotation()
    {
        var name = Document.Of(_tokens.Take(), _tokens.Take());
        return _tokens.Kind == TokenKind.OpenParen
            ? Document.Of(name, _tokens.Take(), _tokens.Take(), _tokens.Take(Document.HardLine))
            : Document.Of(name, Document.HardLine);
    }

    // Three bare variables stand on one line; as soon as one is constrained, each has its own.
    private void Scope(List<Document> parts)
    {
        var bare = _tokens.KindAhead(1) == TokenKind.Comma && _tokens.KindAhead(3) == TokenKind.Comma
            && _tokens.KindAhead(5) is TokenKind.Comma or TokenKind.CloseParen;
        var between = bare ? Document.Space : Document.HardLine;
        var variables = Document.Of(Constraint(), _tokens.Take(between), Constraint(), _tokens.Take(between), Constraint());
        parts.Add(bare
            ? variables.Nest(indent).Group()
            : Document.Of(Document.Of(Document.HardLine, variables).Nest(indent), Document.HardLine));
        parts.Add(_tokens.TakeCloseOfScope());
    }

    private Document Constraint()
    {
        var leading = _tokens.TakeLeading();
        var variable = Document.Of(_tokens.TakeWord(out var trailing), trailing);
        if (_tokens.IsWord("is")) variable = Document.Of(variable, Is());
        if (_tokens.Kind is TokenKind.Comma or TokenKind.CloseParen) return Document.Of(leading, variable);
        var head = Document.Of(variable, Document.Line, _tokens.Take()).Group();
        return Document.Of(leading, Document.Of(head, Document.Of(Document.Line, Expression()).Nest(indent)).Group());
    }

    private Document Is() => Document.Of(
        Document.Of(Document.Line, _tokens.Take()).Group(),
        Document.Line,
        Sum()).Nest(indent).Group();

    private Document Condition()
    {
        var beforeWord = _tokens.TakeLeading();
        var word = _tokens.TakeWord(out var afterWord, Document.Line);
        var beforeBrace = _tokens.TakeLeading();
        var brace = _tokens.TakeWord(out var afterBrace, Document.Line);
        var beforeBody = _tokens.TakeLeading();
        var body = Document.Of(afterBrace, beforeBody, Expression().Group()).Nest(indent);
        var braced = Document.Of(body, Document.Line, _tokens.Take()).Group();
        return Document.Of(beforeWord, Document.Of(word, afterWord, beforeBrace, brace, braced).Group());
    }
}
