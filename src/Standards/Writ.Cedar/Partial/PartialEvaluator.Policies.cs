using System.Diagnostics;
using Writ.Cedar.Ast;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Partial;

// Whole policies.
internal sealed partial class PartialEvaluator
{
    /// <summary>What is left of the scope and conditions of a policy whose action fits. It is a Bool, or errors.</summary>
    public Residual Evaluate(Policy policy)
    {
        var principal = Scope(policy.Principal, Ast.Variable.Principal, policy.Position);
        if (!principal.MayBeTrue) return principal;
        var resource = Scope(policy.Resource, Ast.Variable.Resource, policy.Position);
        if (!resource.MayBeTrue) return resource;
        var scope = And(principal, resource, policy.Position);
        if (policy.Conditions.IsEmpty) return scope;
        var conditions = Conditions(policy, 0, policy.Conditions.Length);
        return And(scope, conditions, policy.Position);
    }

    // Halves, so that many conditions make a shallow tree; `&&` means the same however it is grouped.
    private Residual Conditions(Policy policy, int from, int to)
    {
        if (to - from == 1)
        {
            var (kind, body) = policy.Conditions[from];
            var held = Evaluate(body);
            if (kind == ConditionKind.Unless) return Unary(UnaryOperator.Not, held, body.At);
            return And(Bool(true, body.At), held, body.At);
        }

        var middle = from + ((to - from) / 2);
        var left = Conditions(policy, from, middle);
        return left.MayBeTrue ? And(left, Conditions(policy, middle, to), policy.Position) : left;
    }

    private Residual Scope(ScopeConstraint constraint, Variable name, Position at)
    {
        if (constraint is ScopeConstraint.Any) return Bool(true, at);
        var entity = Uid(name == Ast.Variable.Principal ? request.Principal : request.Resource, name, at);
        return constraint switch
        {
            ScopeConstraint.Equal equal => Binary(BinaryOperator.Equal, entity, new Residual.Value(equal.Entity, at), at),
            ScopeConstraint.In inside => In(entity, new Residual.Value(inside.Entity, at), at),
            ScopeConstraint.Is type => Bool(EntityTypeOf(entity) == type.Type, at),
            ScopeConstraint.IsIn inside => EntityTypeOf(entity) == inside.Type ? In(entity, new Residual.Value(inside.Entity, at), at) : Bool(false, at),
            _ => throw new UnreachableException("templates and groups of actions do not come here"),
        };
    }
}
