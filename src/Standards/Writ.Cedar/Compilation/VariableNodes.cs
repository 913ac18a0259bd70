using Writ.Cedar.Ast;
using Writ.Cedar.Values;

namespace Writ.Cedar.Compilation;

/// <summary>Values known beforehand, and the four variables of a request.</summary>
internal static class VariableNodes
{
    public sealed class Constant(CedarValue value) : Node
    {
        public override CedarValue Value(ref Frame frame) => value;
    }

    public sealed class Principal : Node
    {
        public override CedarValue Value(ref Frame frame) => frame.Request.Principal;
    }

    public sealed class Action : Node
    {
        public override CedarValue Value(ref Frame frame) => frame.Request.Action;
    }

    public sealed class Resource : Node
    {
        public override CedarValue Value(ref Frame frame) => frame.Request.Resource;
    }

    public sealed class Context : Node
    {
        public override CedarValue Value(ref Frame frame) => frame.Request.Context;

        public static Node For(Variable variable) => variable switch
        {
            Variable.Principal => new Principal(),
            Variable.Action => new Action(),
            Variable.Resource => new Resource(),
            _ => new Context(),
        };
    }
}
