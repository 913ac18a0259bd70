using Writ.Cedar.Ast;
using Writ.Cedar.Values;

namespace Writ.Cedar.Compilation;

internal sealed class ConstantNode(CedarValue value) : Node
{
    public override CedarValue Value(ref Frame frame) => value;
}

internal sealed class PrincipalNode : Node
{
    public override CedarValue Value(ref Frame frame) => frame.Request.Principal;
}

internal sealed class ActionNode : Node
{
    public override CedarValue Value(ref Frame frame) => frame.Request.Action;
}

internal sealed class ResourceNode : Node
{
    public override CedarValue Value(ref Frame frame) => frame.Request.Resource;
}

internal sealed class ContextNode : Node
{
    public override CedarValue Value(ref Frame frame) => frame.Request.Context;

    public static Node For(Variable variable) => variable switch
    {
        Variable.Principal => new PrincipalNode(),
        Variable.Action => new ActionNode(),
        Variable.Resource => new ResourceNode(),
        _ => new ContextNode(),
    };
}
