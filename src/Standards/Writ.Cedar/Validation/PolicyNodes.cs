using Writ.Cedar.Ast;

namespace Writ.Cedar.Validation;

/// <summary>Walks all of a policy, without recursion.</summary>
internal static class PolicyNodes
{
    /// <summary>Every node of the conditions, in the order they were written.</summary>
    public static IEnumerable<Expr> Of(Policy policy)
    {
        var rest = new Stack<Expr>(policy.Conditions.Reverse().Select(condition => condition.Body));
        while (rest.TryPop(out var node))
        {
            yield return node;
            switch (node)
            {
                case Expr.Unary e: rest.Push(e.Operand); break;
                case Expr.Binary e: Push(e.Left, e.Right); break;
                case Expr.And e: Push(e.Left, e.Right); break;
                case Expr.Or e: Push(e.Left, e.Right); break;
                case Expr.If e: Push(e.Condition, e.Then, e.Else); break;
                case Expr.Attribute e: rest.Push(e.Target); break;
                case Expr.Has e: rest.Push(e.Target); break;
                case Expr.Like e: rest.Push(e.Target); break;
                case Expr.Is { In: { } ancestor } e: Push(e.Target, ancestor); break;
                case Expr.Is e: rest.Push(e.Target); break;
                case Expr.SetLiteral e: Push(e.Items.AsSpan()); break;
                case Expr.Call e: Push(e.Arguments.AsSpan()); break;
                case Expr.RecordLiteral e:
                    for (var i = e.Fields.Length - 1; i >= 0; i--) rest.Push(e.Fields[i].Value);
                    break;
            }
        }

        void Push(params ReadOnlySpan<Expr> nodes)
        {
            for (var i = nodes.Length - 1; i >= 0; i--) rest.Push(nodes[i]);
        }
    }

    /// <summary>The entities a constraint names.</summary>
    public static IEnumerable<Values.EntityUid> Entities(this ScopeConstraint constraint) => constraint switch
    {
        ScopeConstraint.Equal equal => [equal.Entity],
        ScopeConstraint.In inside => [inside.Entity],
        ScopeConstraint.IsIn inside => [inside.Entity],
        ScopeConstraint.InAny any => any.Entities,
        _ => [],
    };

    /// <summary>The type a constraint asks for with <c>is</c>; null for none.</summary>
    public static string? TypeAsked(this ScopeConstraint constraint) => constraint switch
    {
        ScopeConstraint.Is type => type.Type,
        ScopeConstraint.IsIn inside => inside.Type,
        ScopeConstraint.IsInSlot inside => inside.Type,
        _ => null,
    };
}
