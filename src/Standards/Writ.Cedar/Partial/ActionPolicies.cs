using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>
/// The policies of a set by the action they ask for, so that a question about one of hundreds of actions looks at its own policies
/// only. Made once for a set, and let go with it.
/// </summary>
internal sealed class ActionPolicies
{
    private static readonly ConditionalWeakTable<PolicySet, ActionPolicies> Made = [];

    private readonly List<int> _any = [];
    private readonly Dictionary<EntityUid, List<int>> _named = [];
    private readonly ImmutableArray<Policy> _policies;

    private ActionPolicies(PolicySet set)
    {
        _policies = set.Policies;
        for (var i = 0; i < _policies.Length; i++)
        {
            switch (_policies[i].Action)
            {
                case ScopeConstraint.Equal equal: Add(equal.Entity, i); break;
                case ScopeConstraint.In inside: Add(inside.Entity, i); break;
                case ScopeConstraint.InAny any:
                    foreach (var entity in any.Entities) Add(entity, i);
                    break;
                default: _any.Add(i); break;
            }
        }
    }

    public static ActionPolicies Of(PolicySet set) => Made.GetValue(set, made => new ActionPolicies(made));

    /// <summary>The policies whose action constraint holds, in the order of the set.</summary>
    public List<Policy> For(EntityUid action, EntityStore actions)
    {
        var fitting = new List<int>(_any);
        if (_named.TryGetValue(action, out var exact)) fitting.AddRange(exact);
        foreach (var group in actions.AncestorsOf(action))
        {
            if (!_named.TryGetValue(group, out var below)) continue;
            foreach (var number in below)
                if (_policies[number].Action is not ScopeConstraint.Equal) fitting.Add(number);
        }

        fitting.Sort();
        var policies = new List<Policy>(fitting.Count);
        for (var i = 0; i < fitting.Count; i++)
            if (i == 0 || fitting[i] != fitting[i - 1]) policies.Add(_policies[fitting[i]]);
        return policies;
    }

    private void Add(EntityUid action, int number)
    {
        if (!_named.TryGetValue(action, out var numbers)) _named.Add(action, numbers = []);
        numbers.Add(number);
    }
}
