using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>
/// What is left of an expression when everything known has been put in: a closed family of immutable nodes, each with its
/// type (RFC 95). For every completion that keeps to the schema a residual comes to what its expression comes to, value or
/// error. Operands are evaluated left first, as in the language; no node repeats an operand, so a residual is never larger
/// than its expression.
/// </summary>
public abstract record Residual
{
    private Residual(SchemaType? type, Verdicts verdicts, Position at)
    {
        Type = type;
        Verdicts = verdicts;
        At = at;
    }

    /// <summary>
    /// The type of its value; null for an <see cref="Error"/>, a <see cref="Kept"/>, where strict validation would refuse, and possibly
    /// within a branch of an <see cref="If"/> that its condition says is never taken.
    /// </summary>
    public virtual SchemaType? Type { get; }

    /// <summary>Where the expression was written.</summary>
    public Position At { get; }

    /// <summary>Whether some completion may make it true. False is certain, true is not.</summary>
    public bool MayBeTrue => (Verdicts & Verdicts.True) != Verdicts.None;

    /// <summary>Whether some completion may make it false. False is certain, true is not.</summary>
    public bool MayBeFalse => (Verdicts & Verdicts.False) != Verdicts.None;

    /// <summary>Whether some completion may make it error: overflow, an absent entity, an absent optional attribute or tag. False is certain.</summary>
    public bool MayError => (Verdicts & Verdicts.Error) != Verdicts.None;

    internal Verdicts Verdicts { get; }

    internal virtual ValueKind Kind => ResidualTypes.KindOf(Type);

    /// <summary>Whether any value it comes to is a Bool.</summary>
    internal bool IsBool => (Verdicts & Verdicts.Other) == Verdicts.None;

    /// <summary>Writes the residual back as an expression that means the same; an error becomes <c>{}.error</c>, which always errors.</summary>
    public Expr ToExpr() => ResidualExpr.Of(this);

    /// <summary>Writes the residual as Cedar text.</summary>
    public sealed override string ToString() => CedarText.Write(ToExpr());

    /// <summary>A value that is known.</summary>
    public sealed record Value : Residual
    {
        private SchemaType? _type;

        internal Value(CedarValue content, Position at, SchemaType? type = null)
            : base(type: null, VerdictsOf(content), at) => (Content, _type) = (content, type);

        /// <summary>The value.</summary>
        public CedarValue Content { get; }

        /// <inheritdoc/>
        public override SchemaType? Type => _type ??= ResidualTypes.OfValue(Content);

        internal override ValueKind Kind => Content.Kind;

        private static Verdicts VerdictsOf(CedarValue content) =>
            content.TryGetBool(out var value) ? value ? Verdicts.True : Verdicts.False : Verdicts.Other;
    }

    /// <summary>
    /// An expression that errors in every completion. As the whole condition it means that the policy errors and is left out; within
    /// an expression it is not false: it stands right of <c>&amp;&amp;</c> and <c>||</c> and in the branches of <c>if</c>, where it may not be reached.
    /// </summary>
    public sealed record Error : Residual
    {
        internal Error(EvaluationError reason)
            : base(type: null, Verdicts.Error, reason.Position) => Reason = reason;

        /// <summary>Why it errors.</summary>
        public EvaluationError Reason { get; }
    }

    /// <summary>An expression too deep to look into, as it was written, its variables not filled in. It may come to anything.</summary>
    public sealed record Kept : Residual
    {
        internal Kept(Expr expression)
            : base(type: null, Verdicts.Any, expression.At) => Expression = expression;

        /// <summary>The expression.</summary>
        public Expr Expression { get; }
    }

    /// <summary>A variable that is unknown: principal or resource without an id, or the context. Never the action.</summary>
    public sealed record Var : Residual
    {
        internal Var(Variable name, SchemaType type, Position at)
            : base(type, Verdicts.Other, at) => Name = name;

        /// <summary>Which variable.</summary>
        public Variable Name { get; }
    }

    /// <summary>An operator with one operand.</summary>
    public sealed record Unary : Residual
    {
        internal Unary(UnaryOperator operation, Residual operand, SchemaType type, Verdicts verdicts, Position at)
            : base(type, verdicts, at) => (Operator, Operand) = (operation, operand);

        /// <summary>Which operator.</summary>
        public UnaryOperator Operator { get; }

        /// <summary>Its operand.</summary>
        public Residual Operand { get; }
    }

    /// <summary>An operator with two operands that are both evaluated. At least one of them is not known, or is an entity not known.</summary>
    public sealed record Binary : Residual
    {
        internal Binary(BinaryOperator operation, Residual left, Residual right, SchemaType? type, Verdicts verdicts, Position at)
            : base(type, verdicts, at) => (Operator, Left, Right) = (operation, left, right);

        /// <summary>Which operator.</summary>
        public BinaryOperator Operator { get; }

        /// <summary>The left operand, or the receiver of the method.</summary>
        public Residual Left { get; }

        /// <summary>The right operand, or the argument of the method.</summary>
        public Residual Right { get; }
    }

    /// <summary><c>left &amp;&amp; right</c>; the right side counts, errors included, only if the left is true.</summary>
    public sealed record And : Residual
    {
        internal And(Residual left, Residual right, Verdicts verdicts, Position at)
            : base(ResidualTypes.Bool, verdicts, at) => (Left, Right) = (left, right);

        /// <summary>The left operand.</summary>
        public Residual Left { get; }

        /// <summary>The right operand.</summary>
        public Residual Right { get; }
    }

    /// <summary><c>left || right</c>; the right side counts, errors included, only if the left is false.</summary>
    public sealed record Or : Residual
    {
        internal Or(Residual left, Residual right, Verdicts verdicts, Position at)
            : base(ResidualTypes.Bool, verdicts, at) => (Left, Right) = (left, right);

        /// <summary>The left operand.</summary>
        public Residual Left { get; }

        /// <summary>The right operand.</summary>
        public Residual Right { get; }
    }

    /// <summary><c>if condition then a else b</c>; only the branch taken counts, errors included.</summary>
    public sealed record If : Residual
    {
        internal If(Residual condition, Residual then, Residual otherwise, SchemaType? type, Verdicts verdicts, Position at)
            : base(type, verdicts, at) => (Condition, Then, Else) = (condition, then, otherwise);

        /// <summary>What decides.</summary>
        public Residual Condition { get; }

        /// <summary>The value when the condition is true.</summary>
        public Residual Then { get; }

        /// <summary>The value when it is false.</summary>
        public Residual Else { get; }
    }

    /// <summary><c>target.name</c>. It errors where the attribute, or the entity, is absent.</summary>
    public sealed record Attribute : Residual
    {
        internal Attribute(Residual target, string name, SchemaType? type, Verdicts verdicts, Position at)
            : base(type, verdicts, at) => (Target, Name) = (target, name);

        /// <summary>A record or an entity.</summary>
        public Residual Target { get; }

        /// <summary>The attribute.</summary>
        public string Name { get; }
    }

    /// <summary><c>target has a.b</c>. False where an attribute, or the entity, is absent.</summary>
    public sealed record Has : Residual
    {
        internal Has(Residual target, ImmutableArray<string> path, Verdicts verdicts, Position at)
            : base(ResidualTypes.Bool, verdicts, at) => (Target, Path) = (target, path);

        /// <summary>A record or an entity.</summary>
        public Residual Target { get; }

        /// <summary>The attributes, outermost first; at least one.</summary>
        public ImmutableArray<string> Path { get; }
    }

    /// <summary><c>target like "pattern"</c>.</summary>
    public sealed record Like : Residual
    {
        internal Like(Residual target, Pattern pattern, Verdicts verdicts, Position at)
            : base(ResidualTypes.Bool, verdicts, at) => (Target, Pattern) = (target, pattern);

        /// <summary>A string.</summary>
        public Residual Target { get; }

        /// <summary>The pattern.</summary>
        public Pattern Pattern { get; }
    }

    /// <summary>
    /// <c>target is Type</c> or <c>target is Type in ancestor</c>. Types are known, so it is left only where the target may error
    /// (and then is a constant beside that), or where strict validation would refuse.
    /// </summary>
    public sealed record Is : Residual
    {
        internal Is(Residual target, string entityType, Residual? ancestor, Verdicts verdicts, Position at)
            : base(ResidualTypes.Bool, verdicts, at) => (Target, EntityType, In) = (target, entityType, ancestor);

        /// <summary>An entity.</summary>
        public Residual Target { get; }

        /// <summary>The entity type.</summary>
        public string EntityType { get; }

        /// <summary>The ancestor, or null for the short form.</summary>
        public Residual? In { get; }
    }

    /// <summary><c>[a, b, c]</c>, where some member is not known. Never empty.</summary>
    public sealed record Set : Residual
    {
        internal Set(ImmutableArray<Residual> items, SchemaType? type, Verdicts verdicts, Position at)
            : base(type, verdicts, at) => Items = items;

        /// <summary>The members.</summary>
        public ImmutableArray<Residual> Items { get; }
    }

    /// <summary><c>{a: 1}</c>, where some field is not known.</summary>
    public sealed record Record : Residual
    {
        internal Record(ImmutableArray<KeyValuePair<string, Residual>> fields, SchemaType? type, Verdicts verdicts, Position at)
            : base(type, verdicts, at) => Fields = fields;

        /// <summary>The fields; every name once.</summary>
        public ImmutableArray<KeyValuePair<string, Residual>> Fields { get; }
    }

    /// <summary>A call of an extension function of which some argument is not known.</summary>
    public sealed record Call : Residual
    {
        internal Call(ExtensionFunction function, ImmutableArray<Residual> arguments, SchemaType type, Verdicts verdicts, Position at)
            : base(type, verdicts, at) => (Function, Arguments) = (function, arguments);

        /// <summary>Which function.</summary>
        public ExtensionFunction Function { get; }

        /// <summary>The arguments, the receiver first; as many as the function takes.</summary>
        public ImmutableArray<Residual> Arguments { get; }
    }
}
