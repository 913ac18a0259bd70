using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>One line of a scope: any of these actions, on any of these resources, with arguments like these.</summary>
/// <param name="Actions">The actions; none means nothing.</param>
/// <param name="Resources">The resources; none means nothing.</param>
/// <param name="Constraints">By argument name. An argument that is constrained must be present, and be a string, a whole number or a truth value.</param>
public sealed record ScopeEntry(
    ImmutableArray<ActionPattern> Actions, ImmutableArray<ResourcePattern> Resources, ImmutableSortedDictionary<string, Constraint> Constraints)
{
    /// <summary>By argument name, ordinally. An argument that is constrained must be present, and be a string, a whole number or a truth value.</summary>
    public ImmutableSortedDictionary<string, Constraint> Constraints { get; } = Constraints.WithComparers(StringComparer.Ordinal);

    /// <summary>Whether everything this allows is allowed by <paramref name="wider"/> alone.</summary>
    public bool IsWithin(ScopeEntry wider)
    {
        ArgumentNullException.ThrowIfNull(wider);
        return AllowsNothing
            || (Actions.All(a => wider.Actions.Any(w => w.Covers(a)))
            && Resources.All(r => wider.Resources.Any(w => w.Covers(r)))
            && wider.Constraints.All(w => Constraints.TryGetValue(w.Key, out var mine) && w.Value.Covers(mine)));
    }

    /// <summary>What both allow; null when nothing, or when one of the arguments would have to satisfy too many constraints at once.</summary>
    public ScopeEntry? Intersect(ScopeEntry other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var actions = Narrower(Actions, other.Actions, static (a, b) => a.Covers(b));
        var resources = Narrower(Resources, other.Resources, static (a, b) => a.Covers(b));
        var constraints = Constraints.ToBuilder();
        foreach (var (name, theirs) in other.Constraints)
        {
            var both = constraints.TryGetValue(name, out var mine) ? mine.Intersect(theirs) : theirs;
            if (both is null)
            {
                return null;
            }

            constraints[name] = both;
        }

        var entry = new ScopeEntry(actions, resources, constraints.ToImmutable());
        return entry.AllowsNothing ? null : entry;
    }

    internal bool AllowsNothing => Actions.IsEmpty || Resources.IsEmpty || Constraints.Values.Any(static c => c is Constraint.OneOf { Values.IsEmpty: true });

    private static ImmutableArray<T> Narrower<T>(ImmutableArray<T> left, ImmutableArray<T> right, Func<T, T, bool> covers) =>
        [.. left.Where(l => right.Any(r => covers(r, l))).Concat(right.Where(r => left.Any(l => covers(l, r)))).Distinct()];
}
