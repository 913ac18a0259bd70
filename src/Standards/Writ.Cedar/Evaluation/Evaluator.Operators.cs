using System.Diagnostics;
using Writ.Cedar.Ast;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Evaluation;

// The operators on values alone.
public readonly partial struct Evaluator
{
    private EvaluationResult Unary(Expr.Unary e)
    {
        var operand = Evaluate(e.Operand, e.Operator switch
        {
            UnaryOperator.Not => ValueKind.Bool,
            UnaryOperator.Negate => ValueKind.Long,
            _ => ValueKind.Set,
        });
        if (operand.Error is not null) return operand;
        return e.Operator switch
        {
            UnaryOperator.Not => CedarValue.From(!operand.Value.Bool),
            UnaryOperator.IsEmpty => CedarValue.From(operand.Value.Set.Count == 0),
            _ when operand.Value.Bits == long.MinValue => Overflow(e.At),
            _ => CedarValue.From(-operand.Value.Bits),
        };
    }

    private EvaluationResult Binary(Expr.Binary e)
    {
        var left = Evaluate(e.Left);
        if (left.Error is not null) return left;
        var right = Evaluate(e.Right);
        if (right.Error is not null) return right;
        var (x, y) = (left.Value, right.Value);
        return e.Operator switch
        {
            BinaryOperator.Equal => CedarValue.From(x == y),
            BinaryOperator.NotEqual => CedarValue.From(x != y),
            BinaryOperator.In => In(e, x, y),
            BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => Compare(e, x, y),
            BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply => Arithmetic(e, x, y),
            BinaryOperator.Contains or BinaryOperator.ContainsAll or BinaryOperator.ContainsAny => OnSet(e, x, y),
            BinaryOperator.HasTag or BinaryOperator.GetTag => Tag(e, x, y),
            _ => throw new UnreachableException(),
        };
    }

    private static EvaluationResult Compare(Expr.Binary e, CedarValue x, CedarValue y)
    {
        if (x.Kind is not (ValueKind.Long or ValueKind.Datetime or ValueKind.Duration))
            return EvaluationResult.WrongType(e.Left.At, "Long, datetime or duration", x.Kind);
        if (y.Kind != x.Kind) return EvaluationResult.WrongType(e.Right.At, x.Kind, y.Kind);
        return CedarValue.From(e.Operator switch
        {
            BinaryOperator.Less => x.Bits < y.Bits,
            BinaryOperator.LessOrEqual => x.Bits <= y.Bits,
            BinaryOperator.Greater => x.Bits > y.Bits,
            _ => x.Bits >= y.Bits,
        });
    }

    private static EvaluationResult Arithmetic(Expr.Binary e, CedarValue x, CedarValue y)
    {
        if (x.Kind != ValueKind.Long) return EvaluationResult.WrongType(e.Left.At, ValueKind.Long, x.Kind);
        if (y.Kind != ValueKind.Long) return EvaluationResult.WrongType(e.Right.At, ValueKind.Long, y.Kind);
        var exact = e.Operator switch
        {
            BinaryOperator.Add => (Int128)x.Bits + y.Bits,
            BinaryOperator.Subtract => (Int128)x.Bits - y.Bits,
            _ => (Int128)x.Bits * y.Bits,
        };
        return exact >= long.MinValue && exact <= long.MaxValue ? CedarValue.From((long)exact) : Overflow(e.At);
    }

    private static EvaluationResult OnSet(Expr.Binary e, CedarValue x, CedarValue y)
    {
        if (x.Kind != ValueKind.Set) return EvaluationResult.WrongType(e.Left.At, ValueKind.Set, x.Kind);
        if (e.Operator == BinaryOperator.Contains) return CedarValue.From(x.Set.Contains(y));
        if (y.Kind != ValueKind.Set) return EvaluationResult.WrongType(e.Right.At, ValueKind.Set, y.Kind);
        return CedarValue.From(e.Operator == BinaryOperator.ContainsAll ? x.Set.ContainsAll(y.Set) : x.Set.ContainsAny(y.Set));
    }

    private static EvaluationResult Overflow(Position at) =>
        EvaluationResult.Failed(EvaluationErrorKind.Overflow, at, "the number leaves the range of 64 bits");
}
