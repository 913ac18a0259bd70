using Writ.Cedar.Values;

namespace Writ.Cedar.Compilation;

/// <summary><c>in</c> of an entity known beforehand.</summary>
internal sealed class InEntityNode(Node left, EntityUid ancestor) : TestNode
{
    public override Truth Test(ref Frame frame) =>
        left.Value(ref frame).TryGetEntity(out var uid) ? Of(frame.IsIn(uid, ancestor)) : Truth.Error;
}

internal sealed class InNode(Node left, Node right) : TestNode
{
    public override Truth Test(ref Frame frame)
    {
        var x = left.Value(ref frame);
        if (!x.TryGetEntity(out var uid)) return Truth.Error;
        return Test(uid, right.Value(ref frame), ref frame);
    }

    public static Truth Test(EntityUid uid, CedarValue ancestors, ref Frame frame)
    {
        if (ancestors.TryGetEntity(out var one)) return Of(frame.IsIn(uid, one));
        if (!ancestors.TryGetSet(out var set)) return Truth.Error;

        // Every member must be an entity, also behind the one that fits.
        var found = false;
        foreach (var member in set.Items)
        {
            if (!member.TryGetEntity(out var ancestor)) return Truth.Error;
            found = found || frame.IsIn(uid, ancestor);
        }

        return Of(found);
    }
}

internal sealed class IsNode(Node target, string type) : TestNode
{
    public override Truth Test(ref Frame frame) =>
        target.Value(ref frame).TryGetEntity(out var uid) ? Of(uid.Type == type) : Truth.Error;
}

internal sealed class IsInNode(Node target, string type, Node ancestors) : TestNode
{
    public override Truth Test(ref Frame frame)
    {
        if (!target.Value(ref frame).TryGetEntity(out var uid)) return Truth.Error;
        return uid.Type == type ? InNode.Test(uid, ancestors.Value(ref frame), ref frame) : Truth.False;
    }
}
