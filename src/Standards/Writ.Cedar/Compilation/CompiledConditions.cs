using System.Collections.Immutable;
using Writ.Cedar.Ast;

namespace Writ.Cedar.Compilation;

/// <summary>The conditions of one policy as steps.</summary>
internal sealed class CompiledConditions
{
    private readonly Node[] _bodies;
    private readonly Truth[] _wanted;

    private CompiledConditions(ImmutableArray<Condition> conditions)
    {
        _bodies = [.. conditions.Select(condition => Lowering.Lower(condition.Body))];
        _wanted = [.. conditions.Select(condition => condition.Kind == ConditionKind.When ? Truth.True : Truth.False)];
    }

    /// <summary>Compiles conditions; null when one is too deep, so that only the interpreter may run it.</summary>
    public static CompiledConditions? TryCompile(ImmutableArray<Condition> conditions)
    {
        foreach (var condition in conditions)
            if (condition.Body.Depth > Lowering.MaxDepth) return null;
        return new CompiledConditions(conditions);
    }

    public Truth Test(ref Frame frame)
    {
        for (var i = 0; i < _bodies.Length; i++)
        {
            var held = _bodies[i].Test(ref frame);
            if (held == Truth.Error) return Truth.Error;
            if (held != _wanted[i]) return Truth.False;
        }

        return Truth.True;
    }
}
