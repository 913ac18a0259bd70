using Writ.Cedar.Values;

namespace Writ.Cedar.Compilation;

/// <summary>Steps that look into records and entities: attributes and tags.</summary>
internal static class AttributeNodes
{
    public sealed class ContextAttribute(string name) : Node
    {
        public override CedarValue Value(ref Frame frame) => frame.Request.Context.TryGet(name, out var value) ? value : default;
    }

    public sealed class Attribute(Node target, string name) : Node
    {
        public override CedarValue Value(ref Frame frame)
        {
            var of = target.Value(ref frame);
            if (!of.TryGetRecord(out var fields)) fields = of.TryGetEntity(out var uid) ? frame.Find(uid)?.Attributes : null;
            return fields is not null && fields.TryGet(name, out var value) ? value : default;
        }
    }

    public sealed class Has(Node target, string[] path) : TestNode
    {
        public override Truth Test(ref Frame frame)
        {
            var value = target.Value(ref frame);
            foreach (var name in path)
            {
                if (!value.TryGetRecord(out var fields))
                {
                    if (!value.TryGetEntity(out var uid)) return Truth.Error;
                    if (frame.Find(uid) is not { } entity) return Truth.False;
                    fields = entity.Attributes;
                }

                if (!fields.TryGet(name, out value)) return Truth.False;
            }

            return Truth.True;
        }
    }

    public sealed class HasTag(Node target, Node key) : TestNode
    {
        public override Truth Test(ref Frame frame)
        {
            if (!target.Value(ref frame).TryGetEntity(out var uid)) return Truth.Error;
            if (!key.Value(ref frame).TryGetString(out var name)) return Truth.Error;
            return Of(frame.Find(uid)?.Tags.Has(name) ?? false);
        }
    }

    public sealed class GetTag(Node target, Node key) : Node
    {
        public override CedarValue Value(ref Frame frame)
        {
            if (!target.Value(ref frame).TryGetEntity(out var uid)) return default;
            if (!key.Value(ref frame).TryGetString(out var name)) return default;
            return frame.Find(uid) is { } entity && entity.Tags.TryGet(name, out var value) ? value : default;
        }
    }
}
