using Writ.Cedar.Values;

namespace Writ.Cedar.Compilation;

/// <summary>Steps that evaluate no more operands than are needed.</summary>
internal static class LogicNodes
{
    /// <summary>A chain of <c>&amp;&amp;</c> (decided by the first false) or <c>||</c> (decided by the first true).</summary>
    public sealed class Chain(Node[] operands, Truth decidedBy) : TestNode
    {
        public override Truth Test(ref Frame frame)
        {
            foreach (var operand in operands)
            {
                var held = operand.Test(ref frame);
                if (held == decidedBy || held == Truth.Error) return held;
            }

            return decidedBy == Truth.False ? Truth.True : Truth.False;
        }
    }

    public sealed class Not(Node operand) : TestNode
    {
        public override Truth Test(ref Frame frame) => operand.Test(ref frame) switch
        {
            Truth.True => Truth.False,
            Truth.False => Truth.True,
            _ => Truth.Error,
        };
    }

    public sealed class If(Node condition, Node then, Node otherwise) : Node
    {
        public override CedarValue Value(ref Frame frame) => condition.Test(ref frame) switch
        {
            Truth.True => then.Value(ref frame),
            Truth.False => otherwise.Value(ref frame),
            _ => default,
        };

        public override Truth Test(ref Frame frame) => condition.Test(ref frame) switch
        {
            Truth.True => then.Test(ref frame),
            Truth.False => otherwise.Test(ref frame),
            _ => Truth.Error,
        };
    }
}
