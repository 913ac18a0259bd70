using System.Collections.Immutable;

namespace Writ.Cedar.Validation.Types;

/// <summary>
/// The order of types: what is the least type that two types fit. In strict mode two types fit one only if they are equal up to
/// the singletons of Bool; in permissive mode records lose what differs and entities add up.
/// </summary>
internal sealed class TypeLattice(bool isStrict, StepBudget budget)
{
    // Types share parts, so that two of them can be compared in as many ways as there are paths; each pair is compared once.
    private readonly Dictionary<(CedarType, CedarType), CedarType?> _known = [];

    public bool IsStrict { get; } = isStrict;

    /// <summary>Forgets the pairs of the policy before.</summary>
    public void Begin() => _known.Clear();

    /// <summary>The least type both fit, or null when there is none.</summary>
    public CedarType? Join(CedarType x, CedarType y)
    {
        if (ReferenceEquals(x, y)) return x;
        budget.Descend();
        return (x, y) switch
        {
            _ when ReferenceEquals(x, CedarType.Scalar.Never) => y,
            _ when ReferenceEquals(y, CedarType.Scalar.Never) => x,
            (CedarType.Bool, CedarType.Bool) => CedarType.Bool.Any,
            (CedarType.Set a, CedarType.Set b) => Once(a, b, () => Sets(a, b)),
            (CedarType.Record a, CedarType.Record b) => Once(a, b, () => Records(a, b)),
            (CedarType.Entity a, CedarType.Entity b) => Entities(a, b),
            _ => null,
        };
    }

    /// <summary>The least type all fit, or null when there is none.</summary>
    public CedarType? Join(IEnumerable<CedarType> types)
    {
        CedarType least = CedarType.Scalar.Never;
        foreach (var type in types)
        {
            if (Join(least, type) is not { } joined) return null;
            least = joined;
        }

        return least;
    }

    /// <summary>Whether no value is of both types. Sets never are apart: the empty one is of every set type.</summary>
    public static bool AreApart(CedarType x, CedarType y) =>
        x is CedarType.Entity a && y is CedarType.Entity b && !a.Names.Any(name => b.Names.BinarySearch(name, StringComparer.Ordinal) >= 0);

    private CedarType? Once(CedarType x, CedarType y, Func<CedarType?> join)
    {
        if (!_known.TryGetValue((x, y), out var known)) _known[(x, y)] = known = join();
        return known;
    }

    private CedarType? Sets(CedarType.Set x, CedarType.Set y)
    {
        var element = Join(x.Element, y.Element);
        return element is null ? null : ReferenceEquals(element, x.Element) ? x : new CedarType.Set(element);
    }

    private CedarType.Entity? Entities(CedarType.Entity x, CedarType.Entity y)
    {
        budget.Spend(x.Names.Length + y.Names.Length);
        if (x.Names.SequenceEqual(y.Names)) return x;
        if (IsStrict) return null;
        var names = x.Names.Union(y.Names, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray();
        return names.Length == x.Names.Length ? x : new CedarType.Entity(names);
    }

    private CedarType.Record? Records(CedarType.Record x, CedarType.Record y)
    {
        budget.Spend(x.Fields.Count);
        if (IsStrict && x.Fields.Count != y.Fields.Count) return null;
        var fields = new Dictionary<string, Field>(StringComparer.Ordinal);
        var isUnchanged = true;
        foreach (var (name, field) in x.Fields)
        {
            var joined = y.Fields.TryGetValue(name, out var other) ? Join(field, other) : null;
            if (joined is not null) fields.Add(name, joined.Value);
            else if (IsStrict) return null;
            isUnchanged &= joined is { } same && ReferenceEquals(same.Type, field.Type) && same.IsRequired == field.IsRequired;
        }

        var isOpen = x.IsOpen || y.IsOpen || fields.Count != x.Fields.Count || fields.Count != y.Fields.Count;
        return isUnchanged && isOpen == x.IsOpen ? x : new CedarType.Record(fields, isOpen);
    }

    /// <summary>The attribute of a record that is one of two, or null when it can be of no one type.</summary>
    public Field? Join(Field x, Field y)
    {
        if (IsStrict && x.IsRequired != y.IsRequired) return null;
        return Join(x.Type, y.Type) is { } type ? new Field(type, x.IsRequired && y.IsRequired) : null;
    }
}
