using Writ.Cedar.Values;

namespace Writ.Cedar.Compilation;

/// <summary>Steps that ask for the type of an entity and for what it stands below.</summary>
internal static class HierarchyNodes
{
    /// <summary><c>in</c> of an entity known beforehand.</summary>
    public sealed class InEntity(Node left, EntityUid ancestor) : TestNode
    {
        public override Truth Test(ref Frame frame) =>
            left.Value(ref frame).TryGetEntity(out var uid) ? Of(frame.IsIn(uid, ancestor)) : Truth.Error;
    }

    public sealed class In(Node left, Node right) : TestNode
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

    public sealed class Is(Node target, string type) : TestNode
    {
        public override Truth Test(ref Frame frame) =>
            target.Value(ref frame).TryGetEntity(out var uid) ? Of(uid.Type == type) : Truth.Error;
    }

    public sealed class IsIn(Node target, string type, Node ancestors) : TestNode
    {
        public override Truth Test(ref Frame frame)
        {
            if (!target.Value(ref frame).TryGetEntity(out var uid)) return Truth.Error;
            return uid.Type == type ? In.Test(uid, ancestors.Value(ref frame), ref frame) : Truth.False;
        }
    }
}
