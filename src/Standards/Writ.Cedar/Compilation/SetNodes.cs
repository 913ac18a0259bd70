using Writ.Cedar.Values;

namespace Writ.Cedar.Compilation;

/// <summary>Steps that ask a set, and those that build sets and records.</summary>
internal static class SetNodes
{
    public sealed class IsEmpty(Node target) : TestNode
    {
        public override Truth Test(ref Frame frame) =>
            target.Value(ref frame).TryGetSet(out var set) ? Of(set.Count == 0) : Truth.Error;
    }

    public sealed class Contains(Node target, Node item) : TestNode
    {
        public override Truth Test(ref Frame frame)
        {
            var x = target.Value(ref frame);
            if (x.IsNone) return Truth.Error;
            var y = item.Value(ref frame);
            return !y.IsNone && x.TryGetSet(out var set) ? Of(set.Contains(y)) : Truth.Error;
        }
    }

    public sealed class ContainsMany(Node target, Node others, bool all) : TestNode
    {
        public override Truth Test(ref Frame frame)
        {
            if (!target.Value(ref frame).TryGetSet(out var set)) return Truth.Error;
            if (!others.Value(ref frame).TryGetSet(out var other)) return Truth.Error;
            return Of(all ? set.ContainsAll(other) : set.ContainsAny(other));
        }
    }

    /// <summary>A set with a member that differs by request; it is built anew each time.</summary>
    public sealed class Set(Node[] items) : Node
    {
        public override CedarValue Value(ref Frame frame)
        {
            var values = new CedarValue[items.Length];
            for (var i = 0; i < items.Length; i++)
            {
                values[i] = items[i].Value(ref frame);
                if (values[i].IsNone || values[i].Depth >= CedarValue.MaxDepth) return default;
            }

            return CedarSet.Of(values);
        }
    }

    /// <summary>A record with a field that differs by request; it is built anew each time.</summary>
    public sealed class Record((string Name, Node Value)[] fields) : Node
    {
        public override CedarValue Value(ref Frame frame)
        {
            var record = new CedarRecord.Builder(fields.Length);
            foreach (var (name, field) in fields)
            {
                var value = field.Value(ref frame);
                if (value.IsNone || value.Depth >= CedarValue.MaxDepth) return default;
                record.Add(name, value);
            }

            return record.Build();
        }
    }
}
