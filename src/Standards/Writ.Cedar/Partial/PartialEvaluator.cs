using System.Diagnostics;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Schema;
using Writ.Cedar.Stacks;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>
/// Puts what is known into expressions, from the leaves up. Each rule keeps value and error of every completion that keeps to
/// the schema: an operand is dropped only where it cannot error. A policy need not have been validated for that; validation
/// only makes types, and so the rules that rest on them, known everywhere.
/// </summary>
internal sealed partial class PartialEvaluator(PartialRequest request, PartialEntities entities)
{
    /// <summary>How deep an expression is looked into: what the parser reads by default, with room for the scope.</summary>
    private const int MaxDepth = 1_100;

    // Operations on known values ask neither the request nor the entities.
    private static readonly CedarRequest Nobody = new(EntityUid.Of("Nobody", ""), EntityUid.Of("Nobody", ""), EntityUid.Of("Nobody", ""));

    private readonly CedarSchema _schema = request.Schema;

    /// <summary>What is left of an expression.</summary>
    public Residual Evaluate(Expr expression)
    {
        if (expression.Constant.Kind != ValueKind.None) return new Residual.Value(expression.Constant, expression.At);
        if (expression.Depth > MaxDepth) return new Residual.Kept(expression);
        if (!AmpleStack.IsHere) return AmpleStack.Run((Evaluator: this, Expression: expression), static rest => rest.Evaluator.Evaluate(rest.Expression));
        return expression switch
        {
            Expr.Var e => Variable(e),
            Expr.And e => And(e),
            Expr.Or e => Or(e),
            Expr.Attribute e => Attribute(e),
            Expr.Binary e => Binary(e),
            Expr.Has e => Has(e),
            Expr.Unary e => Unary(e),
            Expr.If e => If(e),
            Expr.Like e => Like(e),
            Expr.Is e => Is(e),
            Expr.Call e => Call(e),
            Expr.SetLiteral e => SetLiteral(e),
            Expr.RecordLiteral e => RecordLiteral(e),
            _ => throw new UnreachableException(),
        };
    }

    // One small method for each node, so that a level of an expression takes little of the stack.
    private Residual And(Expr.And e) => And(Evaluate(e.Left), e.Right, e.At);

    private Residual Or(Expr.Or e) => Or(Evaluate(e.Left), e.Right, e.At);

    private Residual Attribute(Expr.Attribute e) => Attribute(Evaluate(e.Target), e.Name, e.At);

    private Residual Binary(Expr.Binary e) => Binary(e.Operator, Evaluate(e.Left), Evaluate(e.Right), e.At);

    private Residual Has(Expr.Has e) => Has(Evaluate(e.Target), e.Path, e.At);

    private Residual Unary(Expr.Unary e) => Unary(e.Operator, Evaluate(e.Operand), e.At);

    private Residual Like(Expr.Like e) => Like(Evaluate(e.Target), e.Pattern, e.At);

    private Residual Is(Expr.Is e) => Is(Evaluate(e.Target), e.Type, e.In is null ? null : Evaluate(e.In), e.At);

    private Residual Call(Expr.Call e) => Call(e.Function, [.. e.Arguments.Select(Evaluate)], e.At);

    private Residual SetLiteral(Expr.SetLiteral e) => SetLiteral([.. e.Items.Select(Evaluate)], e.At);

    private Residual RecordLiteral(Expr.RecordLiteral e) =>
        RecordLiteral([.. e.Fields.Select(field => KeyValuePair.Create(field.Key, Evaluate(field.Value)))], e.At);

    private Residual Variable(Expr.Var e) => e.Name switch
    {
        Ast.Variable.Principal => Uid(request.Principal, e.Name, e.At),
        Ast.Variable.Action => new Residual.Value(request.Action, e.At),
        Ast.Variable.Resource => Uid(request.Resource, e.Name, e.At),
        Ast.Variable.Context when request.Context is null => new Residual.Var(e.Name, request.Declared.Context, e.At),
        Ast.Variable.Context => new Residual.Value(request.Context, e.At, request.Declared.Context),
        _ => throw new UnreachableException(),
    };

    private static Residual Uid(PartialUid part, Variable name, Position at) => part.Uid is null
        ? new Residual.Var(name, new SchemaType.Entity(part.Type), at)
        : new Residual.Value(part.Uid, at);

    // An operation whose operands are all known; it depends on nothing else.
    private static Residual Known(Expr operation)
    {
        var result = new Evaluator(Nobody, EntityStore.Empty).Evaluate(operation);
        return result.Error is null ? new Residual.Value(result.Value, operation.At) : new Residual.Error(result.Error);
    }

    private static Expr.Literal Literal(Residual.Value value) => new(value.Content, value.At);

    private static Residual.Value Bool(bool value, Position at) => new(value, at, ResidualTypes.Bool);

    private static Residual.Error Mismatch(Position at, string expected, ValueKind found) =>
        new(new EvaluationError(EvaluationErrorKind.TypeMismatch, at, $"expected {expected}, found {ValueText.NameOf(found)}"));

    private static Verdicts Errors(bool mayError) => mayError ? Verdicts.Error : Verdicts.None;

    // A residual that can come to one thing only is that thing.
    private static Residual Settled(Residual residual) => residual.Verdicts switch
    {
        Verdicts.True => Bool(true, residual.At),
        Verdicts.False => Bool(false, residual.At),
        _ => residual,
    };
}
