using System.Collections.Immutable;
using System.Diagnostics;
using Writ.Cedar.Ast;
using Writ.Cedar.Schema;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

// Operators that evaluate all their operands: one that errors makes the whole error, whatever the others come to.
internal sealed partial class PartialEvaluator
{
    private static Residual Unary(UnaryOperator operation, Residual operand, Position at)
    {
        if (operand is Residual.Error) return operand;
        if (operand is Residual.Value value) return Known(new Expr.Unary(operation, Literal(value), at));
        var expected = operation switch
        {
            UnaryOperator.Not => ValueKind.Bool,
            UnaryOperator.Negate => ValueKind.Long,
            _ => ValueKind.Set,
        };
        if (operand.Kind != ValueKind.None && operand.Kind != expected) return Mismatch(operand.At, ValueText.NameOf(expected), operand.Kind);
        if (operation == UnaryOperator.Not) return Not(operand, at);
        if (operation == UnaryOperator.Negate) return new Residual.Unary(operation, operand, ResidualTypes.Long, Verdicts.Other | Verdicts.Error, at);
        var mayBe = operand is Residual.Set ? Verdicts.False : Verdicts.Bool;
        return Settled(new Residual.Unary(operation, operand, ResidualTypes.Bool, mayBe | Errors(operand.MayError || operand.Kind == ValueKind.None), at));
    }

    private Residual Binary(BinaryOperator operation, Residual left, Residual right, Position at)
    {
        if (left is Residual.Error) return left;
        if (right is Residual.Error) return right;
        switch (operation)
        {
            case BinaryOperator.In: return In(left, right, at);
            case BinaryOperator.HasTag or BinaryOperator.GetTag: return Tag(operation, left, right, at);
            default:
                if (left is Residual.Value x && right is Residual.Value y) return Known(new Expr.Binary(operation, Literal(x), Literal(y), at));
                break;
        }

        var mayError = left.MayError || right.MayError;
        return operation switch
        {
            BinaryOperator.Equal or BinaryOperator.NotEqual => Equality(operation, left, right, mayError, at),
            BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => Comparison(operation, left, right, mayError, at),
            BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply => Arithmetic(operation, left, right, at),
            BinaryOperator.Contains or BinaryOperator.ContainsAll or BinaryOperator.ContainsAny => OnSet(operation, left, right, mayError, at),
            _ => throw new UnreachableException(),
        };
    }

    private static Residual Equality(BinaryOperator operation, Residual left, Residual right, bool mayError, Position at)
    {
        var mayBe = Verdicts.Bool;
        if (left is Residual.Var one && right is Residual.Var other && one.Name == other.Name) mayBe = Verdicts.True;
        else if (AreNeverEqual(left, right)) mayBe = Verdicts.False;
        if (operation == BinaryOperator.NotEqual) mayBe = OfNot(mayBe);
        return Settled(new Residual.Binary(operation, left, right, ResidualTypes.Bool, mayBe | Errors(mayError), at));
    }

    private static bool AreNeverEqual(Residual left, Residual right)
    {
        if (left.Kind == ValueKind.None || right.Kind == ValueKind.None) return false;
        return left.Kind != right.Kind || (left.Kind == ValueKind.Entity && EntityTypeOf(left) != EntityTypeOf(right));
    }

    private static Residual Comparison(BinaryOperator operation, Residual left, Residual right, bool mayError, Position at)
    {
        const string expected = "Long, datetime or duration";
        if (!MayBeOrdered(left.Kind)) return Mismatch(left.At, expected, left.Kind);
        if (!MayBeOrdered(right.Kind)) return Mismatch(right.At, expected, right.Kind);
        var isTyped = left.Kind != ValueKind.None && right.Kind != ValueKind.None;
        if (isTyped && left.Kind != right.Kind) return Mismatch(right.At, ValueText.NameOf(left.Kind), right.Kind);
        return new Residual.Binary(operation, left, right, ResidualTypes.Bool, Verdicts.Bool | Errors(mayError || !isTyped), at);
    }

    private static bool MayBeOrdered(ValueKind kind) => kind is ValueKind.None or ValueKind.Long or ValueKind.Datetime or ValueKind.Duration;

    // Any of the three may overflow.
    private static Residual Arithmetic(BinaryOperator operation, Residual left, Residual right, Position at)
    {
        if (left.Kind is not (ValueKind.None or ValueKind.Long)) return Mismatch(left.At, "Long", left.Kind);
        if (right.Kind is not (ValueKind.None or ValueKind.Long)) return Mismatch(right.At, "Long", right.Kind);
        return new Residual.Binary(operation, left, right, ResidualTypes.Long, Verdicts.Other | Verdicts.Error, at);
    }

    private static Residual OnSet(BinaryOperator operation, Residual left, Residual right, bool mayError, Position at)
    {
        if (left.Kind is not (ValueKind.None or ValueKind.Set)) return Mismatch(left.At, "Set", left.Kind);
        var ofTwoSets = operation != BinaryOperator.Contains;
        if (ofTwoSets && right.Kind is not (ValueKind.None or ValueKind.Set)) return Mismatch(right.At, "Set", right.Kind);
        mayError |= left.Kind == ValueKind.None || (ofTwoSets && right.Kind == ValueKind.None);
        var mayBe = Verdicts.Bool;
        if (ofTwoSets && IsEmpty(right)) mayBe = operation == BinaryOperator.ContainsAll ? Verdicts.True : Verdicts.False;
        else if (IsEmpty(left)) mayBe = operation == BinaryOperator.ContainsAll && right is not Residual.Set ? Verdicts.Bool : Verdicts.False;
        return Settled(new Residual.Binary(operation, left, right, ResidualTypes.Bool, mayBe | Errors(mayError), at));
    }

    private static bool IsEmpty(Residual set) => set is Residual.Value { Content: var content } && content.TryGetSet(out var items) && items.Count == 0;

    private static Residual Like(Residual target, Pattern pattern, Position at)
    {
        if (target is Residual.Error) return target;
        if (target is Residual.Value value) return Known(new Expr.Like(Literal(value), pattern, at));
        if (target.Kind is not (ValueKind.None or ValueKind.String)) return Mismatch(target.At, "String", target.Kind);
        return new Residual.Like(target, pattern, Verdicts.Bool | Errors(target.MayError || target.Kind == ValueKind.None), at);
    }

    private static Residual SetLiteral(ImmutableArray<Residual> items, Position at)
    {
        if (items.FirstOrDefault(item => item is Residual.Error) is { } error) return error;
        if (items.All(item => item is Residual.Value))
        {
            if (items.Any(IsDeepest)) return TooDeep(at);
            return new Residual.Value(CedarSet.Of([.. items.Select(item => ((Residual.Value)item).Content)]), at);
        }

        var mayError = items.Any(item => item.MayError);
        return new Residual.Set(items, ResidualTypes.OfItems(items.Select(item => item.Type)), Verdicts.Other | Errors(mayError), at);
    }

    private static Residual RecordLiteral(ImmutableArray<KeyValuePair<string, Residual>> fields, Position at)
    {
        if (fields.FirstOrDefault(field => field.Value is Residual.Error).Value is { } error) return error;
        if (fields.All(field => field.Value is Residual.Value))
        {
            if (fields.Any(field => IsDeepest(field.Value))) return TooDeep(at);
            var record = new CedarRecord.Builder(fields.Length);
            foreach (var (name, field) in fields) record.Add(name, ((Residual.Value)field).Content);
            return new Residual.Value(record.Build(), at);
        }

        var mayError = fields.Any(field => field.Value.MayError);
        var type = ResidualTypes.OfFields([.. fields.Select(field => KeyValuePair.Create(field.Key, field.Value.Type))]);
        return new Residual.Record(fields, type, Verdicts.Other | Errors(mayError), at);
    }

    private static bool IsDeepest(Residual part) => part is Residual.Value value && value.Content.Depth >= CedarValue.MaxDepth;

    private static Residual.Error TooDeep(Position at) =>
        new(new EvaluationError(EvaluationErrorKind.TooDeep, at, $"the value is deeper than {CedarValue.MaxDepth} levels"));

    private static Residual Call(ExtensionFunction function, ImmutableArray<Residual> arguments, Position at)
    {
        if (arguments.FirstOrDefault(argument => argument is Residual.Error) is { } error) return error;
        if (arguments.Length != ExtensionFunctions.Arity(function) || arguments.All(argument => argument is Residual.Value))
            return Known(new Expr.Call(function, [.. arguments.Select(argument => argument is Residual.Value value ? Literal(value) : new Expr.Literal(false, at))], at));
        var signature = CallSignature.Of(function);
        var mayError = signature.MayError;
        for (var i = 0; i < arguments.Length; i++)
        {
            var (argument, expected) = (arguments[i], i == 0 ? signature.First : signature.Second);
            if (argument.Kind != ValueKind.None && argument.Kind != expected) return Mismatch(argument.At, ValueText.NameOf(expected), argument.Kind);
            mayError |= argument.MayError || argument.Kind == ValueKind.None;
        }

        var type = new SchemaType.Scalar(signature.Result);
        return new Residual.Call(function, arguments, type, ResidualTypes.VerdictsOf(type, mayError), at);
    }
}
