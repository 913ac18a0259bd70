using Writ.Cedar.Stacks;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Formatting;

// Expressions, one method for each level of precedence.
internal sealed partial class PolicyLayout
{
    private Document Expression()
    {
        if (!AmpleStack.IsHere) return AmpleStack.Run(this, static rest => rest.Expression());
        return _tokens.IsWord("if") ? If() : Or();
    }

    private Document If()
    {
        var branches = new List<Document>();
        for (var word = 0; word < 3; word++)
        {
            if (word > 0) branches.Add(Document.Line);
            branches.Add(_tokens.Take());
            branches.Add(Document.Of(Document.Line, Expression()).Nest(indent));
        }

        return Document.Of([.. branches]).Group();
    }

    private Document Or() => Chain(TokenKind.Or, And);

    private Document And() => Chain(TokenKind.And, Relation);

    // Not a group: every operand of a condition that does not fit has a line of its own.
    private Document Chain(TokenKind operation, Func<Document> operand)
    {
        var first = operand();
        if (_tokens.Kind != operation) return first;
        var parts = new List<Document> { first };
        while (_tokens.Kind == operation)
        {
            parts.Add(Document.Space);
            parts.Add(_tokens.Take(Document.Line));
            parts.Add(operand());
        }

        return Document.Of([.. parts]);
    }

    private Document Relation()
    {
        var left = Sum();
        if (_tokens.IsWord("has") || _tokens.IsWord("like"))
            return Document.Of(left, Document.Line, _tokens.Take(), Document.Line, Sum().Nest(indent)).Group();
        if (_tokens.IsWord("is"))
        {
            var test = Document.Of(left, Document.Space, _tokens.Take(), Document.Space, Sum().Nest(indent));
            return _tokens.IsWord("in")
                ? Document.Of(test, Document.Line, _tokens.Take(), Document.Space, Sum().Nest(indent)).Group()
                : test.Group();
        }

        var compared = _tokens.IsWord("in") || _tokens.Kind is TokenKind.Equal or TokenKind.NotEqual
            or TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual;
        return compared ? Document.Of(left, Document.Space, _tokens.Take(), Document.Space, Sum()) : left;
    }

    private Document Sum() => Arithmetic(kind => kind is TokenKind.Plus or TokenKind.Minus, Product);

    private Document Product() => Arithmetic(kind => kind == TokenKind.Star, Unary);

    private Document Arithmetic(Func<TokenKind, bool> isOperator, Func<Document> operand)
    {
        var first = operand();
        if (!isOperator(_tokens.Kind)) return first;
        var parts = new List<Document> { first };
        while (isOperator(_tokens.Kind))
        {
            parts.Add(Document.Space);
            parts.Add(_tokens.Take());
            parts.Add(Document.Line);
            parts.Add(operand());
        }

        return Document.Of([.. parts]).Group();
    }

    private Document Unary()
    {
        if (_tokens.Kind is not (TokenKind.Not or TokenKind.Minus)) return Member();
        var parts = new List<Document>();
        while (_tokens.Kind is TokenKind.Not or TokenKind.Minus) parts.Add(_tokens.Take());
        parts.Add(Member());
        return Document.Of([.. parts]);
    }

    private Document Member()
    {
        var target = Primary();
        var accesses = new List<Document>();
        while (_tokens.Kind is TokenKind.Dot or TokenKind.OpenParen or TokenKind.OpenBracket)
        {
            if (accesses.Count > 0) accesses.Add(Document.SoftBreak);
            accesses.Add(_tokens.Kind switch
            {
                TokenKind.Dot => Document.Of(_tokens.Take(), _tokens.Take()),
                TokenKind.OpenBracket => Document.Of(_tokens.Take(), _tokens.Take(), _tokens.Take()),
                _ => Arguments(),
            });
        }

        return Document.Of(target, Document.Of([.. accesses]).Nest(indent)).Group();
    }

    private Document Arguments()
    {
        var open = _tokens.Take();
        var items = Items(TokenKind.CloseParen, Expression);
        return items == Document.Nothing
            ? Document.Of(open, _tokens.Take())
            : Document.Of(open, Document.Of(Document.SoftBreak, items).Nest(indent), Document.SoftBreak, _tokens.Take());
    }

    private Document Primary() => _tokens.Kind switch
    {
        TokenKind.OpenParen => Document.Of(_tokens.Take(), Expression().Nest(1), _tokens.Take()).Group(),
        TokenKind.OpenBracket => Document.Of(_tokens.Take(), Items(TokenKind.CloseBracket, Expression).Nest(1), _tokens.Take()),
        TokenKind.OpenBrace => RecordLiteral(),
        TokenKind.Identifier => Path(),
        _ => _tokens.Take(),
    };

    private Document RecordLiteral()
    {
        var open = _tokens.Take();
        var fields = Items(TokenKind.CloseBrace, () => Document.Of(_tokens.Take(), _tokens.Take(), Document.Space, Expression()));
        if (fields != Document.Nothing) fields = Document.Of(Document.Line, fields, Document.Line).Group().Nest(indent);
        return Document.Of(open, fields, _tokens.Take());
    }

    // A name, an entity type, or an entity: `A::B::"id"`.
    private Document Path()
    {
        var parts = new List<Document> { _tokens.Take() };
        while (_tokens.Kind == TokenKind.DoubleColon)
        {
            parts.Add(_tokens.Take());
            parts.Add(_tokens.Take());
        }

        return Document.Of([.. parts]);
    }

    private Document Items(TokenKind close, Func<Document> item)
    {
        var parts = new List<Document>();
        while (_tokens.Kind != close)
        {
            parts.Add(item());
            if (_tokens.Kind != TokenKind.Comma) continue;
            if (_tokens.KindAhead(1) == close)
            {
                parts.Add(_tokens.DropComma());
            }
            else
            {
                parts.Add(_tokens.Take());
                parts.Add(Document.Line);
            }
        }

        return Document.Of([.. parts]);
    }
}
