using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Stacks;
using Writ.Cedar.Values;

namespace Writ.Cedar.Evaluation;

/// <summary>Evaluates expressions for one request. An error is a value of the result; nothing is thrown.</summary>
/// <param name="request">The request.</param>
/// <param name="entities">Where entities are found.</param>
public readonly partial struct Evaluator(CedarRequest request, IEntitySource entities)
{
    private readonly CedarRequest _request = request;
    private readonly IEntitySource _entities = entities;

    /// <summary>Evaluates an expression.</summary>
    /// <param name="expression">The expression.</param>
    public EvaluationResult Evaluate(Expr expression)
    {
        if (expression.Constant.Kind != ValueKind.None) return expression.Constant;
        if (!AmpleStack.IsHere) return AmpleStack.Run((Evaluator: this, Expression: expression), static rest => rest.Evaluator.Evaluate(rest.Expression));
        return expression switch
        {
            Expr.Var e => Variable(e.Name),
            Expr.Attribute e => Attribute(e),
            Expr.Binary e => Binary(e),
            Expr.And e => Logical(e.Left, e.Right, decidedBy: false),
            Expr.Or e => Logical(e.Left, e.Right, decidedBy: true),
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

    /// <summary>Whether every condition holds: a Bool, or the error of the first condition that has no value.</summary>
    /// <param name="conditions">The conditions, taken in order up to the first that does not hold.</param>
    public EvaluationResult Conditions(ImmutableArray<Condition> conditions)
    {
        foreach (var condition in conditions)
        {
            var held = Evaluate(condition.Body, ValueKind.Bool);
            if (held.Error is not null) return held;
            if (held.Value.Bool != (condition.Kind == ConditionKind.When)) return CedarValue.From(false);
        }

        return CedarValue.From(true);
    }

    private EvaluationResult Evaluate(Expr expression, ValueKind expected)
    {
        var result = Evaluate(expression);
        return result.Error is null && result.Value.Kind != expected
            ? EvaluationResult.WrongType(expression.At, expected, result.Value.Kind)
            : result;
    }

    private CedarValue Variable(Variable name) => name switch
    {
        Ast.Variable.Principal => _request.Principal,
        Ast.Variable.Action => _request.Action,
        Ast.Variable.Resource => _request.Resource,
        Ast.Variable.Context => _request.Context,
        _ => throw new UnreachableException(),
    };

    private EvaluationResult Logical(Expr left, Expr right, bool decidedBy)
    {
        var first = Evaluate(left, ValueKind.Bool);
        if (first.Error is not null || first.Value.Bool == decidedBy) return first;
        return Evaluate(right, ValueKind.Bool);
    }

    private EvaluationResult If(Expr.If e)
    {
        var condition = Evaluate(e.Condition, ValueKind.Bool);
        if (condition.Error is not null) return condition;
        return Evaluate(condition.Value.Bool ? e.Then : e.Else);
    }

    private EvaluationResult Like(Expr.Like e)
    {
        var target = Evaluate(e.Target, ValueKind.String);
        return target.Error is null ? CedarValue.From(e.Pattern.IsMatch(target.Value.String)) : target;
    }

    private EvaluationResult Call(Expr.Call e)
    {
        if (e.Arguments.Length > MaxArguments)
            return EvaluationResult.Failed(EvaluationErrorKind.ArgumentCount, e.At, $"no function takes {e.Arguments.Length} arguments");
        var arguments = default(Arguments);
        for (var i = 0; i < e.Arguments.Length; i++)
        {
            var argument = Evaluate(e.Arguments[i]);
            if (argument.Error is not null) return argument;
            arguments[i] = argument.Value;
        }

        return ExtensionCalls.Invoke(e.Function, ((ReadOnlySpan<CedarValue>)arguments)[..e.Arguments.Length], e.At);
    }

    private EvaluationResult SetLiteral(Expr.SetLiteral e)
    {
        var items = new CedarValue[e.Items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            var item = Evaluate(e.Items[i]);
            if (item.Error is not null) return item;
            if (item.Value.Depth >= CedarValue.MaxDepth) return TooDeep(e);
            items[i] = item.Value;
        }

        return CedarValue.From(CedarSet.Of(items));
    }

    private EvaluationResult RecordLiteral(Expr.RecordLiteral e)
    {
        var record = new CedarRecord.Builder(e.Fields.Length);
        foreach (var (name, field) in e.Fields)
        {
            var value = Evaluate(field);
            if (value.Error is not null) return value;
            if (value.Value.Depth >= CedarValue.MaxDepth) return TooDeep(e);
            record.Add(name, value.Value);
        }

        return CedarValue.From(record.Build());
    }

    private static EvaluationResult TooDeep(Expr e) =>
        EvaluationResult.Failed(EvaluationErrorKind.TooDeep, e.At, $"the value is deeper than {CedarValue.MaxDepth} levels");

    private const int MaxArguments = 2;

    [InlineArray(MaxArguments)]
    private struct Arguments
    {
        private CedarValue _first;
    }
}
