using System.Diagnostics;
using Writ.Cedar.Stacks;

namespace Writ.Cedar.Partial;

// Going on from what was left. Types that the schema gave stay with their values.
internal sealed partial class PartialEvaluator
{
    /// <summary>What is left of a residual of the same request when more is known of the entities.</summary>
    public Residual Evaluate(Residual residual)
    {
        if (!AmpleStack.IsHere) return AmpleStack.Run((Evaluator: this, Residual: residual), static rest => rest.Evaluator.Evaluate(rest.Residual));
        return residual switch
        {
            Residual.Value or Residual.Error or Residual.Kept or Residual.Var => residual,
            Residual.And r => And(r),
            Residual.Or r => Or(r),
            Residual.If r => If(r),
            Residual.Attribute r => Attribute(r),
            Residual.Binary r => Binary(r),
            Residual.Has r => Has(r),
            Residual.Unary r => Unary(r),
            Residual.Like r => Like(r),
            Residual.Is r => Is(r),
            Residual.Call r => Call(r),
            Residual.Set r => SetLiteral(r),
            Residual.Record r => RecordLiteral(r),
            _ => throw new UnreachableException(),
        };
    }

    private Residual And(Residual.And r) => And(Evaluate(r.Left), Evaluate(r.Right), r.At);

    private Residual Or(Residual.Or r) => Or(Evaluate(r.Left), Evaluate(r.Right), r.At);

    private Residual If(Residual.If r) => If(Evaluate(r.Condition), Evaluate(r.Then), Evaluate(r.Else), r.At);

    private Residual Attribute(Residual.Attribute r) => Attribute(Evaluate(r.Target), r.Name, r.At);

    private Residual Binary(Residual.Binary r) => Binary(r.Operator, Evaluate(r.Left), Evaluate(r.Right), r.At);

    private Residual Has(Residual.Has r) => Has(Evaluate(r.Target), r.Path, r.At);

    private Residual Unary(Residual.Unary r) => Unary(r.Operator, Evaluate(r.Operand), r.At);

    private Residual Like(Residual.Like r) => Like(Evaluate(r.Target), r.Pattern, r.At);

    private Residual Is(Residual.Is r) => Is(Evaluate(r.Target), r.EntityType, r.In is null ? null : Evaluate(r.In), r.At);

    private Residual Call(Residual.Call r) => Call(r.Function, [.. r.Arguments.Select(Evaluate)], r.At);

    private Residual SetLiteral(Residual.Set r) => SetLiteral([.. r.Items.Select(Evaluate)], r.At);

    private Residual RecordLiteral(Residual.Record r) =>
        RecordLiteral([.. r.Fields.Select(field => KeyValuePair.Create(field.Key, Evaluate(field.Value)))], r.At);
}
