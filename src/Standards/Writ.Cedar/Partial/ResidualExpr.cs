using System.Diagnostics;
using Writ.Cedar.Ast;
using Writ.Cedar.Stacks;

namespace Writ.Cedar.Partial;

/// <summary>Writes residuals back as expressions. One small method for each node: residuals may be as deep as the stack allows.</summary>
internal static class ResidualExpr
{
    private const string ErrorName = "error";

    public static Expr Of(Residual residual)
    {
        if (!AmpleStack.IsHere) return AmpleStack.Run(residual, Of);
        return residual switch
        {
            Residual.Value r => OfValue(r),
            Residual.Var r => OfVar(r),
            Residual.Error r => OfError(r),
            Residual.Kept r => r.Expression,
            Residual.And r => OfAnd(r),
            Residual.Or r => OfOr(r),
            Residual.Binary r => OfBinary(r),
            Residual.Attribute r => OfAttribute(r),
            Residual.Unary r => OfUnary(r),
            Residual.If r => OfIf(r),
            Residual.Has r => OfHas(r),
            Residual.Like r => OfLike(r),
            Residual.Is r => OfIs(r),
            Residual.Set r => OfSet(r),
            Residual.Record r => OfRecord(r),
            Residual.Call r => OfCall(r),
            _ => throw new UnreachableException(),
        };
    }

    private static Expr.Literal OfValue(Residual.Value r) => new(r.Content, r.At);

    private static Expr.Var OfVar(Residual.Var r) => new(r.Name, r.At);

    private static Expr.Attribute OfError(Residual.Error r) => new(new Expr.RecordLiteral([], r.At), ErrorName, r.At);

    private static Expr.And OfAnd(Residual.And r) => new(Of(r.Left), Of(r.Right), r.At);

    private static Expr.Or OfOr(Residual.Or r) => new(Of(r.Left), Of(r.Right), r.At);

    private static Expr.Binary OfBinary(Residual.Binary r) => new(r.Operator, Of(r.Left), Of(r.Right), r.At);

    private static Expr.Attribute OfAttribute(Residual.Attribute r) => new(Of(r.Target), r.Name, r.At);

    private static Expr.Unary OfUnary(Residual.Unary r) => new(r.Operator, Of(r.Operand), r.At);

    private static Expr.If OfIf(Residual.If r) => new(Of(r.Condition), Of(r.Then), Of(r.Else), r.At);

    private static Expr.Has OfHas(Residual.Has r) => new(Of(r.Target), r.Path, r.At);

    private static Expr.Like OfLike(Residual.Like r) => new(Of(r.Target), r.Pattern, r.At);

    private static Expr.Is OfIs(Residual.Is r) => new(Of(r.Target), r.EntityType, r.In is null ? null : Of(r.In), r.At);

    private static Expr.SetLiteral OfSet(Residual.Set r) => new([.. r.Items.Select(Of)], r.At);

    private static Expr.RecordLiteral OfRecord(Residual.Record r) =>
        new([.. r.Fields.Select(field => KeyValuePair.Create(field.Key, Of(field.Value)))], r.At);

    private static Expr.Call OfCall(Residual.Call r) => new(r.Function, [.. r.Arguments.Select(Of)], r.At);
}
