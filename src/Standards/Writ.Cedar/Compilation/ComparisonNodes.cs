using Writ.Cedar.Ast;
using Writ.Cedar.Values;

namespace Writ.Cedar.Compilation;

/// <summary>Steps that compare two values, or a text with a pattern.</summary>
internal static class ComparisonNodes
{
    public sealed class Equal(Node left, Node right) : TestNode
    {
        public override Truth Test(ref Frame frame)
        {
            var x = left.Value(ref frame);
            if (x.IsNone) return Truth.Error;
            var y = right.Value(ref frame);
            return y.IsNone ? Truth.Error : Of(x == y);
        }
    }

    /// <summary>Equality with a String known beforehand, the commonest.</summary>
    public sealed class EqualString(Node left, string right) : TestNode
    {
        public override Truth Test(ref Frame frame)
        {
            var x = left.Value(ref frame);
            if (x.TryGetString(out var text)) return Of(text == right);
            return x.IsNone ? Truth.Error : Truth.False;
        }
    }

    /// <summary>Equality with an entity known beforehand.</summary>
    public sealed class EqualEntity(Node left, EntityUid right) : TestNode
    {
        public override Truth Test(ref Frame frame)
        {
            var x = left.Value(ref frame);
            if (x.TryGetEntity(out var uid)) return Of(uid.Equals(right));
            return x.IsNone ? Truth.Error : Truth.False;
        }
    }

    /// <summary>An order of two Longs, datetimes or durations.</summary>
    public sealed class Order(BinaryOperator operation, Node left, Node right) : TestNode
    {
        public override Truth Test(ref Frame frame)
        {
            var x = left.Value(ref frame);
            if (!x.IsOrdered) return Truth.Error;
            var y = right.Value(ref frame);
            if (!x.IsSameScalarAs(y)) return Truth.Error;
            return Of(operation switch
            {
                BinaryOperator.Less => x.Bits < y.Bits,
                BinaryOperator.LessOrEqual => x.Bits <= y.Bits,
                BinaryOperator.Greater => x.Bits > y.Bits,
                _ => x.Bits >= y.Bits,
            });
        }
    }

    public sealed class Like(Node target, Pattern pattern) : TestNode
    {
        public override Truth Test(ref Frame frame) =>
            target.Value(ref frame).TryGetString(out var text) ? Of(pattern.IsMatch(text)) : Truth.Error;
    }
}
