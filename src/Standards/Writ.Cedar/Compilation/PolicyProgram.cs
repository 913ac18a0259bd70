using System.Diagnostics;
using Writ.Cedar.Ast;
using Writ.Cedar.Evaluation;

namespace Writ.Cedar.Compilation;

/// <summary>
/// One policy as it is run: interpreted at first, so that a large set loads at once, and compiled when it proves hot. It belongs
/// to the policy and not to a set, so that an updated set keeps what was compiled.
/// </summary>
internal sealed class PolicyProgram(Policy policy, int hotAfter = PolicyProgram.HotAfter)
{
    /// <summary>How often a policy is interpreted before it is compiled, which costs about as much as a few runs.</summary>
    public const int HotAfter = 4;

    // Both are written without a lock: a lost count compiles later, a lost compilation is made again, and each is as good as the other.
    private int _runs;
    private CompiledConditions? _compiled;

    public Policy Policy { get; } = policy;

    public bool IsPermit { get; } = policy.Effect == Effect.Permit;

    /// <summary>The type the principal must have although the index has found it below the right entity; null when any will do.</summary>
    public string? PrincipalType { get; } = (policy.Principal as ScopeConstraint.IsIn)?.Type;

    /// <summary>The type the resource must have although the index has found it below the right entity; null when any will do.</summary>
    public string? ResourceType { get; } = (policy.Resource as ScopeConstraint.IsIn)?.Type;

    /// <summary>Whether every condition holds.</summary>
    public Truth Test(ref Frame frame, in Evaluator interpreter)
    {
        if (Policy.Conditions.IsEmpty) return Truth.True;
        if (_compiled is null)
        {
            if (_runs < hotAfter) _runs++;
            else _compiled = CompiledConditions.TryCompile(Policy.Conditions);
        }

        if (_compiled is { } compiled) return compiled.Test(ref frame);
        var held = interpreter.Conditions(Policy.Conditions);
        if (held.Error is not null) return Truth.Error;
        return held.Value.Bool ? Truth.True : Truth.False;
    }

    /// <summary>Why the conditions have no answer, from the interpreter, which knows every place.</summary>
    public EvaluationError Explain(in Evaluator interpreter) => interpreter.Conditions(Policy.Conditions).Error
        ?? throw new UnreachableException($"`{Policy.Id}` errors when compiled and not when interpreted");
}
