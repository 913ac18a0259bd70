using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Ast;

/// <summary>
/// An expression: a closed family of immutable nodes. Every node knows where it was written. No node can be made that the grammar could
/// not say: whoever tries gets an <see cref="ArgumentException"/>.
/// </summary>
public abstract record Expr
{
    /// <summary>How deep an expression may be. Whoever walks one that is made can walk all of it, on a stack of any size.</summary>
    public const int MaxDepth = 10_000;

    /// <summary>How many levels a residual may stand around an expression that was kept whole.</summary>
    internal const int RoomForResiduals = 64;

    private Expr(Position at, int depth, CedarValue constant = default)
    {
        if (depth > MaxDepth + RoomForResiduals) throw new ArgumentException($"an expression is at most {MaxDepth} levels deep");
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

    /// <summary>Whether both are nodes of one kind, written at one place. A case adds its own parts: expressions by their nodes, lists of them by identity.</summary>
    /// <param name="other">The other expression.</param>
    /// <exception cref="InsufficientExecutionStackException">The expressions are too deep to be compared on the stack that is left.</exception>
    public virtual bool Equals(Expr? other)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return other is not null && EqualityContract == other.EqualityContract && At.Equals(other.At) && Depth == other.Depth && Constant == other.Constant;
    }

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return HashCode.Combine(EqualityContract, At, Depth);
    }

    /// <summary>Writes the expression as Cedar text.</summary>
    public sealed override string ToString() => CedarText.Write(this);

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
    public sealed record Literal(CedarValue Value, Position At) : Expr(At, 1, Value)
    {
        /// <summary>The value written.</summary>
        public CedarValue Value { get; } = Grammar.Value(Value);
    }

    /// <summary>One of the four variables.</summary>
    /// <param name="Name">Which.</param>
    /// <param name="At">Where it was written.</param>
    public sealed record Var(Variable Name, Position At) : Expr(At, 1)
    {
        /// <summary>Which.</summary>
        public Variable Name { get; } = Grammar.Known(Name);
    }

    /// <summary>An operator with one operand.</summary>
    /// <param name="Operator">Which operator.</param>
    /// <param name="Operand">Its operand.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record Unary(UnaryOperator Operator, Expr Operand, Position At) : Expr(At, 1 + Grammar.Depth(Operand))
    {
        /// <summary>Which operator.</summary>
        public UnaryOperator Operator { get; } = Grammar.Known(Operator);

        /// <summary>Its operand.</summary>
        public Expr Operand { get; } = Operand;
    }

    /// <summary>An operator with two operands that are both evaluated, left first.</summary>
    /// <param name="Operator">Which operator.</param>
    /// <param name="Left">The left operand, or the receiver of the method.</param>
    /// <param name="Right">The right operand, or the argument of the method.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record Binary(BinaryOperator Operator, Expr Left, Expr Right, Position At) : Expr(At, 1 + Grammar.Depth(Left, Right))
    {
        /// <summary>Which operator.</summary>
        public BinaryOperator Operator { get; } = Grammar.Known(Operator);

        /// <summary>The left operand, or the receiver of the method.</summary>
        public Expr Left { get; } = Left;

        /// <summary>The right operand, or the argument of the method.</summary>
        public Expr Right { get; } = Right;
    }

    /// <summary><c>left &amp;&amp; right</c>; the right side is evaluated only if the left is true.</summary>
    /// <param name="Left">The left operand.</param>
    /// <param name="Right">The right operand.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record And(Expr Left, Expr Right, Position At) : Expr(At, 1 + Grammar.Depth(Left, Right))
    {
        /// <summary>The left operand.</summary>
        public Expr Left { get; } = Left;

        /// <summary>The right operand.</summary>
        public Expr Right { get; } = Right;
    }

    /// <summary><c>left || right</c>; the right side is evaluated only if the left is false.</summary>
    /// <param name="Left">The left operand.</param>
    /// <param name="Right">The right operand.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record Or(Expr Left, Expr Right, Position At) : Expr(At, 1 + Grammar.Depth(Left, Right))
    {
        /// <summary>The left operand.</summary>
        public Expr Left { get; } = Left;

        /// <summary>The right operand.</summary>
        public Expr Right { get; } = Right;
    }

    /// <summary><c>if condition then a else b</c>; only the branch taken is evaluated.</summary>
    /// <param name="Condition">What decides.</param>
    /// <param name="Then">The value when the condition is true.</param>
    /// <param name="Else">The value when it is false.</param>
    /// <param name="At">Where it was written.</param>
    public sealed record If(Expr Condition, Expr Then, Expr Else, Position At)
        : Expr(At, 1 + Math.Max(Grammar.Depth(Condition), Grammar.Depth(Then, Else)))
    {
        /// <summary>What decides.</summary>
        public Expr Condition { get; } = Condition;

        /// <summary>The value when the condition is true.</summary>
        public Expr Then { get; } = Then;

        /// <summary>The value when it is false.</summary>
        public Expr Else { get; } = Else;
    }

    /// <summary><c>target.name</c> or <c>target["name"]</c>.</summary>
    /// <param name="Target">A record or an entity.</param>
    /// <param name="Name">The attribute.</param>
    /// <param name="At">Where the attribute was written.</param>
    public sealed record Attribute(Expr Target, string Name, Position At) : Expr(At, 1 + Grammar.Depth(Target))
    {
        /// <summary>A record or an entity.</summary>
        public Expr Target { get; } = Target;

        /// <summary>The attribute.</summary>
        public string Name { get; } = Grammar.Text(Name);
    }

    /// <summary><c>target has name</c>, <c>target has "name"</c> or <c>target has a.b.c</c>.</summary>
    /// <param name="Target">A record or an entity.</param>
    /// <param name="Path">The attributes, outermost first; at least one.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record Has(Expr Target, ImmutableArray<string> Path, Position At) : Expr(At, Grammar.Steps(Path) + Grammar.Depth(Target))
    {
        /// <summary>A record or an entity.</summary>
        public Expr Target { get; } = Target;

        /// <summary>The attributes, outermost first; at least one.</summary>
        public ImmutableArray<string> Path { get; } = Path;
    }

    /// <summary><c>target like "pattern"</c>.</summary>
    /// <param name="Target">A string.</param>
    /// <param name="Pattern">The pattern.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record Like(Expr Target, Pattern Pattern, Position At) : Expr(At, 1 + Grammar.Depth(Target))
    {
        /// <summary>A string.</summary>
        public Expr Target { get; } = Target;

        /// <summary>The pattern.</summary>
        public Pattern Pattern { get; } = Pattern ?? throw new ArgumentNullException(nameof(Pattern));
    }

    /// <summary><c>target is Type</c> or <c>target is Type in ancestor</c>.</summary>
    /// <param name="Target">An entity.</param>
    /// <param name="Type">The entity type.</param>
    /// <param name="In">The ancestor, or null for the short form; evaluated only if the type fits.</param>
    /// <param name="At">Where the operator was written.</param>
    public sealed record Is(Expr Target, string Type, Expr? In, Position At)
        : Expr(At, 1 + Math.Max(Grammar.Depth(Target), In?.Depth ?? 0))
    {
        /// <summary>An entity.</summary>
        public Expr Target { get; } = Target;

        /// <summary>The entity type.</summary>
        public string Type { get; } = Grammar.EntityType(Type);

        /// <summary>The ancestor, or null for the short form.</summary>
        public Expr? In { get; } = In;
    }

    /// <summary><c>[a, b, c]</c>.</summary>
    /// <param name="Items">The members as written.</param>
    /// <param name="At">Where it was written.</param>
    public sealed record SetLiteral(ImmutableArray<Expr> Items, Position At)
        : Expr(At, 1 + Grammar.Depth(Items), Constants.OfSet(Items))
    {
        /// <summary>The members as written.</summary>
        public ImmutableArray<Expr> Items { get; } = Items;
    }

    /// <summary><c>{a: 1, "b": 2}</c>.</summary>
    /// <param name="Fields">The fields as written; every name once.</param>
    /// <param name="At">Where it was written.</param>
    public sealed record RecordLiteral(ImmutableArray<KeyValuePair<string, Expr>> Fields, Position At)
        : Expr(At, 1 + Grammar.Depth(Fields), Constants.OfRecord(Fields))
    {
        /// <summary>The fields as written; every name once.</summary>
        public ImmutableArray<KeyValuePair<string, Expr>> Fields { get; } = Fields;
    }

    /// <summary>A call of an extension function, in function style or with the receiver as first argument.</summary>
    /// <param name="Function">Which function.</param>
    /// <param name="Arguments">The arguments; a wrong number is an evaluation error, as in Cedar, but a method has its receiver.</param>
    /// <param name="At">Where the name was written.</param>
    public sealed record Call(ExtensionFunction Function, ImmutableArray<Expr> Arguments, Position At)
        : Expr(At, 1 + Grammar.Depth(Function, Arguments), Constants.OfCall(Function, Arguments))
    {
        /// <summary>Which function.</summary>
        public ExtensionFunction Function { get; } = Function;

        /// <summary>The arguments.</summary>
        public ImmutableArray<Expr> Arguments { get; } = Arguments;
    }
}
