using System.Diagnostics;
using Writ.Cedar.Ast;
using Writ.Cedar.Stacks;
using Writ.Cedar.Values;

namespace Writ.Cedar.Compilation;

/// <summary>
/// Turns an expression into steps: names resolved, constants folded, the commonest forms with a step of their own. What is
/// deeper than <see cref="MaxDepth"/> stays with the interpreter, which goes on on another stack where one ends.
/// </summary>
internal static class Lowering
{
    public const int MaxDepth = 200;

    public static Node Lower(Expr expression) => AmpleStack.IsHere ? LowerHere(expression) : AmpleStack.Run(expression, LowerHere);

    private static Node LowerHere(Expr expression) => expression.Constant.Kind != ValueKind.None
        ? new VariableNodes.Constant(expression.Constant)
        : expression switch
        {
            Expr.Var e => VariableNodes.Context.For(e.Name),
            Expr.Attribute { Target: Expr.Var { Name: Variable.Context } } e => new AttributeNodes.ContextAttribute(e.Name),
            Expr.Attribute e => new AttributeNodes.Attribute(Lower(e.Target), e.Name),
            Expr.Has e => new AttributeNodes.Has(Lower(e.Target), [.. e.Path]),
            Expr.And e => new LogicNodes.Chain(And(e), Truth.False),
            Expr.Or e => new LogicNodes.Chain(Or(e), Truth.True),
            Expr.If e => new LogicNodes.If(Lower(e.Condition), Lower(e.Then), Lower(e.Else)),
            Expr.Unary e => Unary(e),
            Expr.Binary e => Binary(e),
            Expr.Like e => new ComparisonNodes.Like(Lower(e.Target), e.Pattern),
            Expr.Is { In: null } e => new HierarchyNodes.Is(Lower(e.Target), e.Type),
            Expr.Is e => new HierarchyNodes.IsIn(Lower(e.Target), e.Type, Lower(e.In)),
            Expr.SetLiteral e => new SetNodes.Set([.. e.Items.Select(Lower)]),
            Expr.RecordLiteral e => new SetNodes.Record([.. e.Fields.Select(field => (field.Key, Lower(field.Value)))]),
            Expr.Call e => Call(e),
            _ => throw new UnreachableException(),
        };

    private static Node Unary(Expr.Unary e) => e.Operator switch
    {
        UnaryOperator.Not => new LogicNodes.Not(Lower(e.Operand)),
        UnaryOperator.Negate => new ArithmeticNodes.Negate(Lower(e.Operand)),
        _ => new SetNodes.IsEmpty(Lower(e.Operand)),
    };

    private static Node Binary(Expr.Binary e) => e.Operator switch
    {
        BinaryOperator.Equal => Equal(e),
        BinaryOperator.NotEqual => new LogicNodes.Not(Equal(e)),
        BinaryOperator.In when e.Right.Constant.TryGetEntity(out var ancestor) => new HierarchyNodes.InEntity(Lower(e.Left), ancestor),
        BinaryOperator.In => new HierarchyNodes.In(Lower(e.Left), Lower(e.Right)),
        BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply => new ArithmeticNodes.Arithmetic(e.Operator, Lower(e.Left), Lower(e.Right)),
        BinaryOperator.Contains => new SetNodes.Contains(Lower(e.Left), Lower(e.Right)),
        BinaryOperator.ContainsAll => new SetNodes.ContainsMany(Lower(e.Left), Lower(e.Right), all: true),
        BinaryOperator.ContainsAny => new SetNodes.ContainsMany(Lower(e.Left), Lower(e.Right), all: false),
        BinaryOperator.HasTag => new AttributeNodes.HasTag(Lower(e.Left), Lower(e.Right)),
        BinaryOperator.GetTag => new AttributeNodes.GetTag(Lower(e.Left), Lower(e.Right)),
        BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual =>
            new ComparisonNodes.Order(e.Operator, Lower(e.Left), Lower(e.Right)),
        _ => throw new UnreachableException(),
    };

    private static TestNode Equal(Expr.Binary e)
    {
        if (e.Right.Constant.TryGetString(out var text)) return new ComparisonNodes.EqualString(Lower(e.Left), text);
        if (e.Right.Constant.TryGetEntity(out var uid)) return new ComparisonNodes.EqualEntity(Lower(e.Left), uid);
        return new ComparisonNodes.Equal(Lower(e.Left), Lower(e.Right));
    }

    private static Node Call(Expr.Call e) => e.Arguments.Length switch
    {
        1 => new CallNode(e.Function, Lower(e.Arguments[0]), second: null),
        2 => new CallNode(e.Function, Lower(e.Arguments[0]), Lower(e.Arguments[1])),
        _ => new ErrorNode(),
    };

    // A chain leans to the left; it becomes one step, so that a long one is no deep one.
    private static Node[] And(Expr.And chain)
    {
        var operands = new Stack<Node>();
        Expr rest = chain;
        for (; rest is Expr.And e; rest = e.Left) operands.Push(Lower(e.Right));
        operands.Push(Lower(rest));
        return [.. operands];
    }

    private static Node[] Or(Expr.Or chain)
    {
        var operands = new Stack<Node>();
        Expr rest = chain;
        for (; rest is Expr.Or e; rest = e.Left) operands.Push(Lower(e.Right));
        operands.Push(Lower(rest));
        return [.. operands];
    }
}
