using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>Entities known whole or not at all; of those not found, some are known not to exist.</summary>
internal sealed class SourceEntities(IEntitySource source, Func<EntityUid, bool> isAbsent) : PartialEntities
{
    internal override Knowledge Attributes(EntityUid uid, out CedarRecord attributes)
    {
        var found = source.TryFind(uid, out var entity);
        attributes = entity?.Attributes ?? CedarRecord.Empty;
        return found ? Knowledge.Known : Otherwise(uid);
    }

    internal override Knowledge Tags(EntityUid uid, out CedarRecord tags)
    {
        var found = source.TryFind(uid, out var entity);
        tags = entity?.Tags ?? CedarRecord.Empty;
        return found ? Knowledge.Known : Otherwise(uid);
    }

    // What stands above a known entity is true whatever else comes to be known; that nothing more does needs the whole way up.
    internal override bool? IsBelow(EntityUid uid, EntityUid ancestor)
    {
        var above = source.AncestorsOf(uid);
        if (above.Contains(ancestor)) return true;
        if (!IsSettled(uid)) return null;
        foreach (var one in above.Items)
            if (!IsSettled(one)) return null;
        return false;
    }

    private bool IsSettled(EntityUid uid) => source.TryFind(uid, out _) || isAbsent(uid);

    private Knowledge Otherwise(EntityUid uid) => isAbsent(uid) ? Knowledge.Absent : Knowledge.Unknown;
}
