using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Stacks;
using Writ.Cedar.Values;

namespace Writ.Cedar.Syntax;

/// <summary>Recursive descent over the expression grammar, one method for each level of precedence.</summary>
internal sealed partial class ExpressionParser(TokenReader tokens)
{
    private const int MaxUnary = 4;

    public Expr Expression()
    {
        if (!AmpleStack.IsHere) return AmpleStack.Run(this, static rest => rest.Expression());
        tokens.Enter();
        var expression = tokens.IsWord("if") ? If() : Or();
        tokens.Leave();
        return expression;
    }

    private Expr If()
    {
        var at = tokens.At;
        tokens.Take();
        var condition = Expression();
        if (!tokens.TryTakeWord("then")) tokens.Fail("expected `then`");
        var then = Expression();
        if (!tokens.TryTakeWord("else")) tokens.Fail("expected `else`", "an `if` always has an `else`");
        return Bounded(new Expr.If(condition, then, Expression(), at));
    }

    private Expr Or()
    {
        var left = And();
        while (tokens.Current.Kind == TokenKind.Or)
        {
            var at = TakeAt();
            left = Bounded(new Expr.Or(left, And(), at));
        }

        return left;
    }

    private Expr And()
    {
        var left = Relation();
        while (tokens.Current.Kind == TokenKind.And)
        {
            var at = TakeAt();
            left = Bounded(new Expr.And(left, Relation(), at));
        }

        return left;
    }

    private Expr Relation()
    {
        var left = Sum();
        if (!AtRelation()) return left;
        var relation = Bounded(RestOfRelation(left));
        if (AtRelation()) tokens.Fail("expected the end of the comparison", "comparisons do not chain: write parentheses");
        return relation;
    }

    private bool AtRelation() => tokens.Current.Kind switch
    {
        TokenKind.Identifier => tokens.IsWord("in") || tokens.IsWord("has") || tokens.IsWord("like") || tokens.IsWord("is"),
        TokenKind.Assign => true,
        var kind => OperatorOf(kind) is not null,
    };

    private static BinaryOperator? OperatorOf(TokenKind kind) => kind switch
    {
        TokenKind.Equal => BinaryOperator.Equal,
        TokenKind.NotEqual => BinaryOperator.NotEqual,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.LessOrEqual => BinaryOperator.LessOrEqual,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.GreaterOrEqual => BinaryOperator.GreaterOrEqual,
        _ => null,
    };

    private Expr RestOfRelation(Expr left)
    {
        if (tokens.Current.Kind == TokenKind.Assign) tokens.Fail("expected an operator", "equality is written `==`");
        var operation = OperatorOf(tokens.Current.Kind);
        var at = tokens.At;
        if (operation is not null)
        {
            tokens.Take();
            return new Expr.Binary(operation.Value, left, Sum(), at);
        }

        if (tokens.TryTakeWord("in")) return new Expr.Binary(BinaryOperator.In, left, Sum(), at);
        if (tokens.TryTakeWord("like"))
        {
            var pattern = tokens.Expect(TokenKind.String, "a pattern in double quotes");
            return new Expr.Like(left, StringEscapes.UnescapePattern(tokens.Source, pattern), at);
        }

        if (tokens.TryTakeWord("has")) return new Expr.Has(left, HasPath(left.Depth, at), at);
        tokens.Take();
        var type = tokens.ExpectPath("an entity type");
        if (tokens.Current.Kind == TokenKind.DoubleColon) tokens.Fail("expected an entity type alone", "`is` takes a type; equality with an entity is written `==`");
        return new Expr.Is(left, type, tokens.TryTakeWord("in") ? Sum() : null, at);
    }

    // A step of the path is a level.
    private ImmutableArray<string> HasPath(int depth, Position at)
    {
        if (tokens.Current.Kind == TokenKind.String) return [tokens.ExpectString("an attribute")];
        var path = ImmutableArray.CreateBuilder<string>();
        do
        {
            path.Add(tokens.ExpectName("an attribute, as a name or in double quotes"));
            if (depth + path.Count > tokens.Options.MaxExpressionDepth) throw TooDeep(at);
        }
        while (tokens.TryTake(TokenKind.Dot));
        return path.ToImmutable();
    }

    private Expr Sum()
    {
        var left = Product();
        while (tokens.Current.Kind is TokenKind.Plus or TokenKind.Minus)
        {
            var operation = tokens.Current.Kind == TokenKind.Plus ? BinaryOperator.Add : BinaryOperator.Subtract;
            var at = TakeAt();
            left = Bounded(new Expr.Binary(operation, left, Product(), at));
        }

        return left;
    }

    private Expr Product()
    {
        var left = Unary();
        while (tokens.Current.Kind is TokenKind.Star or TokenKind.Slash or TokenKind.Percent)
        {
            if (tokens.Current.Kind != TokenKind.Star) tokens.Fail("expected an operator", "Cedar has no division and no remainder");
            var at = TakeAt();
            left = Bounded(new Expr.Binary(BinaryOperator.Multiply, left, Unary(), at));
        }

        return left;
    }

    private Expr Unary()
    {
        var kind = tokens.Current.Kind;
        if (kind is not (TokenKind.Not or TokenKind.Minus)) return Member();
        var operators = new List<Position>(MaxUnary);
        while (tokens.Current.Kind == kind)
        {
            if (operators.Count == MaxUnary) tokens.Fail("expected an operand", $"at most {MaxUnary} `{tokens.CurrentText}` may stand in a row");
            operators.Add(TakeAt());
        }

        var literal = kind == TokenKind.Minus ? NegativeLiteral(operators[^1]) : null;
        if (literal is not null) operators.RemoveAt(operators.Count - 1);
        var operand = literal ?? Member();
        for (var i = operators.Count - 1; i >= 0; i--)
            operand = new Expr.Unary(kind == TokenKind.Not ? UnaryOperator.Not : UnaryOperator.Negate, operand, operators[i]);
        return Bounded(operand);
    }

    // The minus belongs to the number, so that the smallest Long can be written.
    private Expr.Literal? NegativeLiteral(Position at)
    {
        if (tokens.Current.Kind != TokenKind.Integer || tokens.KindAhead(1) is TokenKind.Dot or TokenKind.OpenBracket) return null;
        if (!TryMagnitude(out var magnitude) || magnitude > (ulong)long.MaxValue + 1) tokens.Fail("expected a number of 64 bits", "the smallest is -9223372036854775808");
        tokens.Take();
        return new Expr.Literal(CedarValue.From(unchecked((long)(0 - magnitude))), at);
    }

    private bool TryMagnitude(out ulong magnitude) =>
        ulong.TryParse(tokens.CurrentText, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out magnitude);

    private Position TakeAt()
    {
        var at = tokens.At;
        tokens.Take();
        return at;
    }

    // A chain grows deep without nesting; the evaluator must be able to walk what the parser made.
    private T Bounded<T>(T expression)
        where T : Expr => expression.Depth <= tokens.Options.MaxExpressionDepth
            ? expression
            : throw TooDeep(expression.At);

    private SyntaxException TooDeep(Position at) =>
        TokenReader.Error(at, $"found an expression deeper than {tokens.Options.MaxExpressionDepth} levels", "use a set with `contains` or `in`, or split the policy");
}
