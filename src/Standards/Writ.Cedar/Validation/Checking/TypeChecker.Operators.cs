using Writ.Cedar.Ast;
using Writ.Cedar.Validation.Types;
using Writ.Cedar.Values;

namespace Writ.Cedar.Validation.Checking;

// The operators on values alone.
internal sealed partial class TypeChecker
{
    private Answer Unary(Expr.Unary e, CapabilitySet held) => e.Operator switch
    {
        UnaryOperator.Not => Not(e, held),
        UnaryOperator.Negate => Answer.Of(CedarType.Scalar.Long).After(Check(e.Operand, held, Expectation.Long).IsSound),
        UnaryOperator.IsEmpty => Answer.Of(CedarType.Bool.Any).After(Check(e.Operand, held, Expectation.Set).IsSound),
        _ => NoSuchNode(e),
    };

    private Answer Binary(Expr.Binary e, CapabilitySet held) => e.Operator switch
    {
        BinaryOperator.Equal => Equality(e, held),
        BinaryOperator.NotEqual => Negated(Equality(e, held)),
        BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => Comparison(e, held),
        BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply => Arithmetic(e, held),
        BinaryOperator.In => In(e, held),
        BinaryOperator.Contains => Contains(e, held),
        BinaryOperator.ContainsAll or BinaryOperator.ContainsAny => ContainsMany(e, held),
        BinaryOperator.HasTag => HasTag(e, held),
        BinaryOperator.GetTag => GetTag(e, held),
        _ => NoSuchNode(e),
    };

    private Answer Equality(Expr.Binary e, CapabilitySet held)
    {
        var left = Check(e.Left, held);
        var right = Check(e.Right, held);
        var isSound = left.IsSound && right.IsSound;
        if (left.Type is null || right.Type is null) return Answer.Wrong(CedarType.Bool.Any);
        if (TypeLattice.AreApart(left.Type, right.Type)) return Answer.Of(CedarType.Bool.False).After(isSound);
        if (Known(e.Left) is { } x && Known(e.Right) is { } y) return Answer.Of(CedarType.Bool.Of(x == y)).After(isSound);
        if (IsStrict && _lattice.Join(left.Type, right.Type) is null) return Differing(e, left.Type, right.Type, "both operands of `==`");
        return Answer.Of(CedarType.Bool.Any).After(isSound);
    }

    // The action is known in its environment, as if it were written out.
    private CedarValue? Known(Expr e) => e switch
    {
        Expr.Literal literal => literal.Value,
        Expr.Var { Name: Ast.Variable.Action } => CedarValue.From(environment.Action),
        _ => (CedarValue?)null,
    };

    private Answer Differing(Expr e, CedarType x, CedarType y, string what)
    {
        Incompatible(e, [x, y], what);
        return Answer.Wrong(CedarType.Bool.Any);
    }

    private Answer Comparison(Expr.Binary e, CapabilitySet held)
    {
        var left = Check(e.Left, held);
        var right = Check(e.Right, held);
        var isSound = left.IsSound && right.IsSound;
        if (left.Type is null || right.Type is null) return Answer.Wrong(CedarType.Bool.Any);
        var (fitsLeft, fitsRight) = (Expectation.Comparable.Fits(left.Type), Expectation.Comparable.Fits(right.Type));
        if (fitsLeft && fitsRight && left.Type == right.Type) return Answer.Of(CedarType.Bool.Any).After(isSound);

        // Both wrong: both are told. One right: the other should be like it.
        if (!fitsLeft) Unexpected(e.Left, fitsRight && right.Type is CedarType.Scalar like ? Expectation.Of(like) : Expectation.Comparable, left.Type);
        if (!fitsRight || fitsLeft) Unexpected(e.Right, fitsLeft && left.Type is CedarType.Scalar same ? Expectation.Of(same) : Expectation.Comparable, right.Type);
        return Answer.Wrong(CedarType.Bool.Any);
    }

    private Answer Arithmetic(Expr.Binary e, CapabilitySet held)
    {
        var left = Check(e.Left, held, Expectation.Long);
        var right = Check(e.Right, held, Expectation.Long);
        return Answer.Of(CedarType.Scalar.Long).After(left.IsSound && right.IsSound);
    }

    private Answer Contains(Expr.Binary e, CapabilitySet held)
    {
        var set = Check(e.Left, held, Expectation.Set);
        var member = Check(e.Right, held);
        if (IsStrict && set.Type is CedarType.Set { Element: var element } && member.Type is { } type && _lattice.Join(element, type) is null)
            return Differing(e, element, type, "the members of the set and the value asked for");
        return Answer.Of(CedarType.Bool.Any).After(set.IsSound && member.IsSound);
    }

    private Answer ContainsMany(Expr.Binary e, CapabilitySet held)
    {
        var left = Check(e.Left, held, Expectation.Set);
        var right = Check(e.Right, held, Expectation.Set);
        if (IsStrict && left.Type is { } x && right.Type is { } y && _lattice.Join(x, y) is null) return Differing(e, x, y, "the members of both sets");
        return Answer.Of(CedarType.Bool.Any).After(left.IsSound && right.IsSound);
    }
}
