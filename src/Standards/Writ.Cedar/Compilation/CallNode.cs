using Writ.Cedar.Evaluation;
using Writ.Cedar.Values;

namespace Writ.Cedar.Compilation;

/// <summary>A call of an extension function with one argument or two.</summary>
internal sealed class CallNode(ExtensionFunction function, Node first, Node? second) : Node
{
    public override CedarValue Value(ref Frame frame)
    {
        var x = first.Value(ref frame);
        if (x.IsNone) return default;
        if (second is null) return ExtensionCalls.Invoke(function, [x], default).Value;
        var y = second.Value(ref frame);
        return y.IsNone ? default : ExtensionCalls.Invoke(function, [x, y], default).Value;
    }
}

/// <summary>An expression that has no value for any request, such as a call with too many arguments.</summary>
internal sealed class ErrorNode : Node
{
    public override CedarValue Value(ref Frame frame) => default;
}
