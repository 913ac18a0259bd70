using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>
/// What one argument must be like. "Yes, it covers" is always true; "no" may be said of two constraints whose kinds say nothing of one another.
/// Two of them always meet in one, which allows exactly what both allow.
/// </summary>
public abstract partial record Constraint
{
    /// <summary>How many constraints one argument may have to satisfy at once.</summary>
    public const int MostParts = 16;

    private Constraint()
    {
    }

    /// <summary>Allows nothing.</summary>
    public static Constraint Nothing { get; } = new OneOf([]);

    /// <summary>Whether a value satisfies it.</summary>
    public abstract bool Allows(string value);

    /// <summary>Whether everything that satisfies <paramref name="narrower"/> satisfies this.</summary>
    public bool Covers(Constraint narrower)
    {
        ArgumentNullException.ThrowIfNull(narrower);
        return (this, narrower) switch
        {
            (Every mine, _) => mine.Parts.All(part => part.Covers(narrower)),
            (_, Every theirs) => theirs.Parts.Any(Covers),
            (OneOf mine, OneOf few) => few.Values.IsSubsetOf(mine.Values),
            (_, OneOf few) => few.Values.All(Allows),
            _ => CoversAlike(narrower),
        };
    }

    /// <summary>What satisfies both; null when that takes more than <see cref="MostParts"/> constraints, so that whoever narrows further refuses.</summary>
    public Constraint? Intersect(Constraint other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ImmutableArray<Constraint> all = [.. PartsOf(this), .. PartsOf(other)];
        if (all.OfType<OneOf>().FirstOrDefault() is { } few)
        {
            return new OneOf([.. few.Values.Where(value => all.All(part => part.Allows(value)))]);
        }

        var met = new List<Constraint>();
        foreach (var part in all)
        {
            if (!Meet(met, part))
            {
                return Nothing;
            }
        }

        return met.Count == 1 ? met[0] : met.Count > MostParts ? null : new Every([.. met.OrderBy(static part => part.Order, StringComparer.Ordinal)]);
    }

    /// <summary>Where it stands among the parts of one constraint, so that the order in which they met does not show.</summary>
    private protected abstract string Order { get; }

    /// <summary>Whether everything that satisfies another one, neither a list of values nor several at once, satisfies this.</summary>
    private protected abstract bool CoversAlike(Constraint narrower);

    /// <summary>The one constraint that says what this and another of its kind say together; itself null when only both of them can say it.</summary>
    private protected virtual Constraint? MeetAlike(Constraint other) => CoversAlike(other) ? other : other.CoversAlike(this) ? this : null;

    private static ImmutableArray<Constraint> PartsOf(Constraint constraint) => constraint is Every every ? every.Parts : [constraint];

    // False when nothing satisfies all of them.
    private static bool Meet(List<Constraint> met, Constraint part)
    {
        for (var i = 0; i < met.Count; i++)
        {
            if (met[i].GetType() != part.GetType() || met[i].MeetAlike(part) is not { } both)
            {
                continue;
            }

            if (both is OneOf { Values.IsEmpty: true })
            {
                return false;
            }

            // What they came to may meet others in its turn.
            met.RemoveAt(i);
            return Meet(met, both);
        }

        met.Add(part);
        return true;
    }
}
