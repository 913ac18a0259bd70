using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Ast;

/// <summary>An expression: a closed family of immutable nodes. Every node knows where it was written.</summary>
public abstract record Expr
{
    private Expr(Position at, int depth, CedarValue constant = default)
    {
        At = at;
        Depth = depth;
        Constant = constant;
    }

    /// <summary>Where the expression was written.</summary>
    public Position At { get; }

    /// <summary>The longest way down from this node; 1 for a leaf.</summary>
    public int Depth { get; }

    /// <summary>The value, when it is the same for every request; otherwise the kind is <see cref="ValueKind.None"/>.</summary>
    internal CedarValue Constant { get; }

    /// <summary>Reads one expression.</summary>
    /// <param name="text">The text.</param>
    /// <param name="expression">The expression, when there was no error.</param>
    /// <param name="errors">What was wrong.</param>
    /// <param name="options">The limits; null for <see cref="ParseOptions.Default"/>.</param>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out Expr? expression,
        out ImmutableArray<SyntaxError> errors,
        ParseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<SyntaxError>();
        expression = PolicyText.ReadExpression(text, options ?? ParseOptions.Default, found);
        errors = [.. found];
        return expression is not null;
    }

    /// <summary>A literal: <c>true</c>, <c>42</c>, <c>"text"</c>, <c>User::"alice"</c>.</summary>
    /// <param name="Value">The value written.</param>
    /// <param name="At">Where it was written.</param>
    public sealed record Literal(CedarValue Value, Position At) : Expr(At, 1, Value);

    /// <summary>One of the four variables.</summary>
    /// <param name="Name">Which.</param>
    /// <param name="At">Where it was written.</param>
    public sealed record Var(Variable Name, Position At) : Expr(At, 1);

    /// <summary>An operator with one operand.</summary>
    /// <param name="Operator">Which operator.</param>
    /// <param name="Operand">Its operand.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record Unary(UnaryOperator Operator, Expr Operand, Position At) : Expr(At, 1 + Operand.Depth);

    /// <summary>An operator with two operands that are both evaluated, left first.</summary>
    /// <param name="Operator">Which operator.</param>
    /// <param name="Left">The left operand, or the receiver of the method.</param>
    /// <param name="Right">The right operand, or the argument of the method.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record Binary(BinaryOperator Operator, Expr Left, Expr Right, Position At) : Expr(At, 1 + Math.Max(Left.Depth, Right.Depth));

    /// <summary><c>left &amp;&amp; right</c>; the right side is evaluated only if the left is true.</summary>
    /// <param name="Left">The left operand.</param>
    /// <param name="Right">The right operand.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record And(Expr Left, Expr Right, Position At) : Expr(At, 1 + Math.Max(Left.Depth, Right.Depth));

    /// <summary><c>left || right</c>; the right side is evaluated only if the left is false.</summary>
    /// <param name="Left">The left operand.</param>
    /// <param name="Right">The right operand.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record Or(Expr Left, Expr Right, Position At) : Expr(At, 1 + Math.Max(Left.Depth, Right.Depth));

    /// <summary><c>if condition then a else b</c>; only the branch taken is evaluated.</summary>
    /// <param name="Condition">What decides.</param>
    /// <param name="Then">The value when the condition is true.</param>
    /// <param name="Else">The value when it is false.</param>
    /// <param name="At">Where it was written.</param>
    public sealed record If(Expr Condition, Expr Then, Expr Else, Position At)
        : Expr(At, 1 + Math.Max(Condition.Depth, Math.Max(Then.Depth, Else.Depth)));

    /// <summary><c>target.name</c> or <c>target["name"]</c>.</summary>
    /// <param name="Target">A record or an entity.</param>
    /// <param name="Name">The attribute.</param>
    /// <param name="At">Where the attribute was written.</param>
    public sealed record Attribute(Expr Target, string Name, Position At) : Expr(At, 1 + Target.Depth);

    /// <summary><c>target has name</c>, <c>target has "name"</c> or <c>target has a.b.c</c>.</summary>
    /// <param name="Target">A record or an entity.</param>
    /// <param name="Path">The attributes, outermost first; at least one.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record Has(Expr Target, ImmutableArray<string> Path, Position At) : Expr(At, 1 + Target.Depth);

    /// <summary><c>target like "pattern"</c>.</summary>
    /// <param name="Target">A string.</param>
    /// <param name="Pattern">The pattern.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record Like(Expr Target, Pattern Pattern, Position At) : Expr(At, 1 + Target.Depth);

    /// <summary><c>target is Type</c> or <c>target is Type in ancestor</c>.</summary>
    /// <param name="Target">An entity.</param>
    /// <param name="Type">The entity type.</param>
    /// <param name="In">The ancestor, or null for the short form; evaluated only if the type fits.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record Is(Expr Target, string Type, Expr? In, Position At)
        : Expr(At, 1 + Math.Max(Target.Depth, In?.Depth ?? 0));

    /// <summary><c>[a, b, c]</c>.</summary>
    /// <param name="Items">The members as written.</param>
    /// <param name="At">Where it was written.</param>
    public sealed record SetLiteral(ImmutableArray<Expr> Items, Position At)
        : Expr(At, 1 + Deepest(Items), Constants.OfSet(Items));

    /// <summary><c>{a: 1, "b": 2}</c>.</summary>
    /// <param name="Fields">The fields as written; every name once.</param>
    /// <param name="At">Where it was written.</param>
    public sealed record RecordLiteral(ImmutableArray<KeyValuePair<string, Expr>> Fields, Position At)
        : Expr(At, 1 + Deepest(Fields), Constants.OfRecord(Fields));

    /// <summary>A call of an extension function, in function style or with the receiver as first argument.</summary>
    /// <param name="Function">Which function.</param>
    /// <param name="Arguments">The arguments; a wrong number is an evaluation error, as in Cedar.</param>
    /// <param name="At">Where the name was written.</param>
    public sealed record Call(ExtensionFunction Function, ImmutableArray<Expr> Arguments, Position At)
        : Expr(At, 1 + Deepest(Arguments), Constants.OfCall(Function, Arguments));

    private static int Deepest(ImmutableArray<Expr> items)
    {
        var deepest = 0;
        foreach (var item in items) deepest = Math.Max(deepest, item.Depth);
        return deepest;
    }

    private static int Deepest(ImmutableArray<KeyValuePair<string, Expr>> fields)
    {
        var deepest = 0;
        foreach (var (_, value) in fields) deepest = Math.Max(deepest, value.Depth);
        return deepest;
    }
}
