using System.Collections.Immutable;
using Writ.Cedar.Ast;

namespace Writ.Cedar.Validation.Checking;

/// <summary>
/// Numbers expressions by their shape: two that differ only in where they were written have one number. The parts are numbered
/// first and compared by number, so a policy is walked once however often its parts are compared.
/// </summary>
internal sealed class Shapes(StepBudget budget)
{
    private readonly Dictionary<Shape, int> _numbers = [];
    private readonly Dictionary<Expr, int> _known = new(ReferenceEqualityComparer.Instance);

    public void Begin()
    {
        _numbers.Clear();
        _known.Clear();
    }

    public int Of(Expr expression)
    {
        if (_known.TryGetValue(expression, out var known)) return known;
        budget.Descend();
        return _known[expression] = expression switch
        {
            Expr.Literal e => Number("literal", e.Value),
            Expr.Var e => Number("variable", e.Name),
            Expr.Unary e => Number("unary", e.Operator, Of(e.Operand)),
            Expr.Binary e => Number("binary", e.Operator, Of(e.Left), Of(e.Right)),
            Expr.And e => Number("and", null, Of(e.Left), Of(e.Right)),
            Expr.Or e => Number("or", null, Of(e.Left), Of(e.Right)),
            Expr.If e => Number("if", null, Of(e.Condition), Number("branches", null, Of(e.Then), Of(e.Else))),
            Expr.Attribute e => OfAttribute(Of(e.Target), e.Name),
            Expr.Has e => OfHas(e),
            Expr.Like e => Number("like", string.Join('*', e.Pattern.Parts.Select(part => part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal))), Of(e.Target)),
            Expr.Is e => Number("is", e.Type, Of(e.Target), e.In is null ? 0 : Of(e.In)),
            Expr.SetLiteral e => OfSequence("set", null, e.Items),
            Expr.RecordLiteral e => OfRecord(e),
            Expr.Call e => OfSequence("call", e.Function, e.Arguments),
            _ => Number("unknown", expression),
        };
    }

    /// <summary>The number an access to the attribute has, or would have.</summary>
    public int OfAttribute(int target, string name) => Number("attribute", name, target);

    private int OfHas(Expr.Has e)
    {
        var number = Of(e.Target);
        foreach (var name in e.Path) number = Number("has", name, number);
        return number;
    }

    private int OfSequence(string kind, object? detail, ImmutableArray<Expr> items)
    {
        var number = Number(kind, detail);
        foreach (var item in items) number = Number(kind, null, number, Of(item));
        return number;
    }

    private int OfRecord(Expr.RecordLiteral e)
    {
        var number = Number("record", null);
        foreach (var (name, value) in e.Fields.OrderBy(field => field.Key, StringComparer.Ordinal)) number = Number("field", name, number, Of(value));
        return number;
    }

    private int Number(string kind, object? detail, int first = 0, int second = 0)
    {
        var shape = new Shape(kind, detail, first, second);
        if (!_numbers.TryGetValue(shape, out var number)) _numbers.Add(shape, number = _numbers.Count + 1);
        return number;
    }

    private readonly record struct Shape(string Kind, object? Detail, int First, int Second);
}
