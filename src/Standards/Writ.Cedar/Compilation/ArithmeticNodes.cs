using Writ.Cedar.Ast;
using Writ.Cedar.Values;

namespace Writ.Cedar.Compilation;

/// <summary>Sums, differences, products and negation of Longs, each checked for overflow.</summary>
internal static class ArithmeticNodes
{
    public sealed class Negate(Node operand) : Node
    {
        public override CedarValue Value(ref Frame frame) =>
            operand.Value(ref frame).TryGetLong(out var number) && number != long.MinValue ? -number : default(CedarValue);
    }

    public sealed class Arithmetic(BinaryOperator operation, Node left, Node right) : Node
    {
        public override CedarValue Value(ref Frame frame)
        {
            if (!left.Value(ref frame).TryGetLong(out var x)) return default;
            if (!right.Value(ref frame).TryGetLong(out var y)) return default;
            long result;
            switch (operation)
            {
                case BinaryOperator.Add:
                    result = unchecked(x + y);
                    return ((x ^ result) & (y ^ result)) < 0 ? default(CedarValue) : result;
                case BinaryOperator.Subtract:
                    result = unchecked(x - y);
                    return ((x ^ y) & (x ^ result)) < 0 ? default(CedarValue) : result;
                default:
                    var high = Math.BigMul(x, y, out result);
                    return high == result >> 63 ? result : default(CedarValue);
            }
        }
    }
}
