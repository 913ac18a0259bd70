using Writ.Cedar.Entities;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>What is known of the entities. Immutable if its sources are; the actions need not be given: the schema knows them.</summary>
public abstract class PartialEntities
{
    private protected PartialEntities()
    {
    }

    /// <summary>Nothing is known of any entity.</summary>
    public static PartialEntities Unknown { get; } = new SourceEntities(EntityStore.Empty, _ => false);

    /// <summary>
    /// Entities given one by one, each known in part. An entity not given is wholly unknown. An entity whose parents are known
    /// may have only such parents (RFC 95), so that its ancestors are known to the top.
    /// </summary>
    /// <param name="schema">The schema every known part must keep to.</param>
    /// <param name="entities">The entities; every name once.</param>
    /// <exception cref="EntityStoreException">
    /// A name stands twice, a known part differs from the schema, a known parent has unknown parents, or parents run in a circle.
    /// </exception>
    public static PartialEntities Of(CedarSchema schema, params IEnumerable<PartialEntity> entities) => new ListedEntities(schema, entities);

    /// <summary>A source that knows every entity there is: one it does not find does not exist.</summary>
    /// <param name="source">The source, whose entities keep to the schema of the requests.</param>
    public static PartialEntities Complete(IEntitySource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new SourceEntities(source, _ => true);
    }

    /// <summary>
    /// A source that knows some entities whole: one it does not find is unknown. An entity below an unknown one is known to be in
    /// its known ancestors, and unknown to be in any other.
    /// </summary>
    /// <param name="source">The source, whose entities keep to the schema of the requests.</param>
    public static PartialEntities Some(IEntitySource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new SourceEntities(source, _ => false);
    }

    internal abstract Knowledge Attributes(EntityUid uid, out CedarRecord attributes);

    internal abstract Knowledge Tags(EntityUid uid, out CedarRecord tags);

    /// <summary>Whether an entity stands below another one; null when that is unknown. The two differ.</summary>
    internal abstract bool? IsBelow(EntityUid uid, EntityUid ancestor);
}
