using Writ.Cedar.Ast;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

// Operators that may leave an operand out.
internal sealed partial class PartialEvaluator
{
    private Residual And(Residual left, Expr right, Position at)
    {
        // Never true: the right side is never evaluated, and need not even be well typed.
        return left.IsBool && !left.MayBeTrue ? left : And(left, Evaluate(right), at);
    }

    /// <summary>The conjunction of two residuals.</summary>
    public static Residual And(Residual left, Residual right, Position at)
    {
        if (left.IsBool && !left.MayBeTrue) return left;
        if (left.Kind is not (ValueKind.None or ValueKind.Bool)) return Mismatch(left.At, "Bool", left.Kind);
        if (right.Kind is not (ValueKind.None or ValueKind.Bool)) right = Mismatch(right.At, "Bool", right.Kind);
        if (left is Residual.Value && (right.IsBool || right is Residual.Error)) return right;
        if (left.IsBool && right is Residual.Value) return IfTrue(left, right, at);
        return Settled(new Residual.And(left, right, OfAnd(left.Verdicts, right.Verdicts), at));
    }

    private static Residual IfTrue(Residual left, Residual right, Position at)
    {
        if (right.MayBeTrue) return left;
        return left.MayError ? new Residual.And(left, right, OfAnd(left.Verdicts, right.Verdicts), at) : Bool(false, at);
    }

    private Residual Or(Residual left, Expr right, Position at)
    {
        // Never false: the right side is never evaluated.
        return left.IsBool && !left.MayBeFalse ? left : Or(left, Evaluate(right), at);
    }

    private static Residual Or(Residual left, Residual right, Position at)
    {
        if (left.IsBool && !left.MayBeFalse) return left;
        if (left.Kind is not (ValueKind.None or ValueKind.Bool)) return Mismatch(left.At, "Bool", left.Kind);
        if (right.Kind is not (ValueKind.None or ValueKind.Bool)) right = Mismatch(right.At, "Bool", right.Kind);
        if (left is Residual.Value && (right.IsBool || right is Residual.Error)) return right;
        if (left.IsBool && right is Residual.Value { MayBeTrue: false }) return left;
        return Settled(new Residual.Or(left, right, OfOr(left.Verdicts, right.Verdicts), at));
    }

    private Residual If(Expr.If e)
    {
        var condition = Evaluate(e.Condition);
        if (condition is Residual.Value { Kind: ValueKind.Bool }) return Evaluate(condition.MayBeTrue ? e.Then : e.Else);
        return If(condition, Evaluate(e.Then), Evaluate(e.Else), e.At);
    }

    private static Residual If(Residual condition, Residual then, Residual otherwise, Position at)
    {
        if (condition is Residual.Error) return condition;
        if (condition.Kind is not (ValueKind.None or ValueKind.Bool)) return Mismatch(condition.At, "Bool", condition.Kind);
        if (condition is Residual.Value) return condition.MayBeTrue ? then : otherwise;
        if (then is Residual.Error && otherwise is Residual.Error) return then;
        if (!condition.MayError && condition.IsBool && then is Residual.Value one && otherwise is Residual.Value other && one.Content == other.Content) return then;
        var verdicts = OfIf(condition.Verdicts, then.Verdicts, otherwise.Verdicts);
        return Settled(new Residual.If(condition, then, otherwise, TypeOfIf(condition, then, otherwise), verdicts, at));
    }

    // A branch that errors, or is never taken, has no say in the type.
    private static SchemaType? TypeOfIf(Residual condition, Residual then, Residual otherwise)
    {
        if (then is Residual.Error) return otherwise.Type;
        if (otherwise is Residual.Error) return then.Type;
        if (!condition.MayBeTrue) return otherwise.Type;
        return condition.MayBeFalse ? ResidualTypes.Join(then.Type, otherwise.Type) : then.Type;
    }

    private static Residual Not(Residual operand, Position at)
    {
        if (operand is Residual.Unary { Operator: UnaryOperator.Not, Operand.IsBool: true } inner) return inner.Operand;
        return new Residual.Unary(UnaryOperator.Not, operand, ResidualTypes.Bool, OfNot(operand.Verdicts), at);
    }

    private static Verdicts OfNot(Verdicts operand) =>
        (operand.HasFlag(Verdicts.True) ? Verdicts.False : Verdicts.None)
        | (operand.HasFlag(Verdicts.False) ? Verdicts.True : Verdicts.None)
        | Errors((operand & (Verdicts.Error | Verdicts.Other)) != Verdicts.None);

    private static Verdicts OfAnd(Verdicts left, Verdicts right)
    {
        var result = (left & Verdicts.False) | Errors((left & (Verdicts.Error | Verdicts.Other)) != Verdicts.None);
        return left.HasFlag(Verdicts.True) ? result | AsOperand(right) : result;
    }

    private static Verdicts OfOr(Verdicts left, Verdicts right)
    {
        var result = (left & Verdicts.True) | Errors((left & (Verdicts.Error | Verdicts.Other)) != Verdicts.None);
        return left.HasFlag(Verdicts.False) ? result | AsOperand(right) : result;
    }

    private static Verdicts OfIf(Verdicts condition, Verdicts then, Verdicts otherwise)
    {
        var result = Errors((condition & (Verdicts.Error | Verdicts.Other)) != Verdicts.None);
        if (condition.HasFlag(Verdicts.True)) result |= then;
        return condition.HasFlag(Verdicts.False) ? result | otherwise : result;
    }

    private static Verdicts AsOperand(Verdicts operand) => (operand & Verdicts.Bool) | Errors((operand & (Verdicts.Error | Verdicts.Other)) != Verdicts.None);
}
