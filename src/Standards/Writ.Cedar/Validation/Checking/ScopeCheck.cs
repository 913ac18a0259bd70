using Writ.Cedar.Ast;
using Writ.Cedar.Schema;
using Writ.Cedar.Validation.Types;
using Writ.Cedar.Values;

namespace Writ.Cedar.Validation.Checking;

/// <summary>
/// Finds the request environments a scope admits, in the order principal, action, resource in which a scope is evaluated. A slot
/// admits every type: it can be filled with an entity of the same type.
/// </summary>
internal sealed class ScopeCheck(CheckContext context, Policy policy)
{
    private readonly SchemaTypes _types = context.Types;
    private readonly bool _hasUnknownAction = HasUnknown(context.Types, policy.Action);
    private readonly bool _isKnown = !HasUnknown(context.Types, policy.Principal) && !HasUnknown(context.Types, policy.Action) && !HasUnknown(context.Types, policy.Resource);
    private bool _isActionListWrong;

    /// <summary>
    /// The environments in which the conditions are looked at: those the scope admits. What is wrong in the scope narrows
    /// nothing, so that the rest of the policy is looked at too.
    /// </summary>
    public IEnumerable<RequestEnvironment> Environments()
    {
        foreach (var action in context.Actions)
        {
            context.Budget.Spend(1);
            foreach (var principal in action.PrincipalTypes)
            {
                context.Budget.Spend(1);
                if (!Admits(policy.Principal, principal) || !AdmitsAction(action)) continue;
                foreach (var resource in action.ResourceTypes)
                {
                    context.Budget.Spend(1);
                    if (Admits(policy.Resource, resource))
                        yield return new RequestEnvironment(_types.Entity(principal), action.Uid, _types.Entity(resource), _types.Context(action));
                }
            }
        }
    }

    /// <summary>Whether the scope holds for the action, in one of the environments found; never with a name that is not declared.</summary>
    public bool AppliesTo(EntityUid action) => _isKnown && Holds(action);

    /// <summary>What the scope would apply to if it said <c>in</c> for <c>==</c>.</summary>
    public string? Hint()
    {
        var principal = IsMeantAsIn(policy.Principal, action => action.PrincipalTypes);
        var resource = IsMeantAsIn(policy.Resource, action => action.ResourceTypes);
        return (principal, resource) switch
        {
            (true, true) => "write `in` for `==` in the constraints on principal and resource",
            (true, false) => "write `in` for `==` in the constraint on the principal",
            (false, true) => "write `in` for `==` in the constraint on the resource",
            _ => null,
        };
    }

    private bool Admits(ScopeConstraint constraint, string type)
    {
        CountHierarchy(constraint, type);
        if (constraint.TypeAsked() is { } asked && type != asked) return false;
        return constraint switch
        {
            ScopeConstraint.Equal equal => type == equal.Entity.Type || !_types.IsKnown(equal.Entity),
            ScopeConstraint.In inside => MayBeIn(type, inside.Entity),
            ScopeConstraint.IsIn inside => MayBeIn(type, inside.Entity),
            _ => true,
        };
    }

    private bool MayBeIn(string type, EntityUid ancestor) => _types.MayBeIn(type, ancestor.Type) || !_types.IsKnown(ancestor);

    private bool AdmitsAction(SchemaAction action)
    {
        CountHierarchy(policy.Action, action.Uid.Type);
        if (policy.Action is ScopeConstraint.InAny list) CheckList(list);
        return _isActionListWrong || Holds(action.Uid) || (_hasUnknownAction && policy.Action is not ScopeConstraint.Equal);
    }

    private bool Holds(EntityUid action) => policy.Action switch
    {
        ScopeConstraint.Equal equal => action.Equals(equal.Entity),
        ScopeConstraint.In or ScopeConstraint.InAny => IsInAny(action),
        _ => true,
    };

    private static bool HasUnknown(SchemaTypes types, ScopeConstraint constraint) => constraint.Entities().Any(entity => !types.IsKnown(entity));

    private bool IsInAny(EntityUid action)
    {
        foreach (var group in policy.Action.Entities())
        {
            context.Budget.Spend(1);
            if (_types.IsIn(action, group)) return true;
        }

        return false;
    }

    // The list of actions is a set like any other: strictly, it is not empty and its members are of one type.
    private void CheckList(ScopeConstraint.InAny list)
    {
        if (!context.Lattice.IsStrict || _isActionListWrong) return;
        var types = list.Entities.Select(action => action.Type).Distinct(StringComparer.Ordinal).Take(3).ToArray();
        if (types.Length == 1) return;
        _isActionListWrong = true;
        if (types.Length == 0) context.Findings.Error(ValidationKind.EmptySet, policy.Position, "found an empty list of actions", "leave the constraint on the action out, or name one");
        else context.Findings.Error(ValidationKind.IncompatibleTypes, policy.Position, $"found actions of {string.Join(" and ", types.Select(MessageText.Type))} in one list, expected one type", "write one policy for each namespace");
    }

    // `in` looks into the entity on its left: one level, even in the scope.
    private void CountHierarchy(ScopeConstraint constraint, string type)
    {
        if (context.MaxLevel != 0) return;
        var asksHierarchy = constraint is ScopeConstraint.In or ScopeConstraint.InAny or ScopeConstraint.InSlot
            || (constraint is ScopeConstraint.IsIn or ScopeConstraint.IsInSlot && constraint.TypeAsked() == type);
        if (asksHierarchy) context.Levels.Exceeded(policy.Position, level: 0);
    }

    private bool IsMeantAsIn(ScopeConstraint constraint, Func<SchemaAction, IEnumerable<string>> typesOf)
    {
        if (constraint is not ScopeConstraint.Equal { Entity.Type: var type }) return false;
        var asked = context.Actions.Where(action => Holds(action.Uid)).SelectMany(typesOf).ToHashSet(StringComparer.Ordinal);
        return !asked.Contains(type) && asked.Any(below => _types.MayBeIn(below, type));
    }
}
