using Writ.Cedar.Values;

namespace Writ.Cedar.Compilation;

/// <summary>
/// One step of a compiled condition. It says the same as <see cref="Evaluation.Evaluator"/> says of the expression it was made
/// from, except that an error is only known to have happened.
/// </summary>
internal abstract class Node
{
    /// <summary>The value; <c>default</c> when the expression errors.</summary>
    public abstract CedarValue Value(ref Frame frame);

    /// <summary>The value as a Bool; an error also when it is of another type.</summary>
    public virtual Truth Test(ref Frame frame) => Value(ref frame).TryGetBool(out var holds) ? Of(holds) : Truth.Error;

    protected static Truth Of(bool holds) => holds ? Truth.True : Truth.False;
}

/// <summary>A step whose value is a Bool whenever it has one.</summary>
internal abstract class TestNode : Node
{
    private static readonly CedarValue True = true;
    private static readonly CedarValue False = false;

    public abstract override Truth Test(ref Frame frame);

    public sealed override CedarValue Value(ref Frame frame) => Test(ref frame) switch
    {
        Truth.True => True,
        Truth.False => False,
        _ => default,
    };
}
