using Writ.Cedar.Ast;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Partial;

/// <summary>What is left of one policy.</summary>
public sealed class PolicyResidual
{
    internal PolicyResidual(Policy policy, Residual condition) => (Policy, Condition) = (policy, condition);

    /// <summary>The policy as it was written.</summary>
    public Policy Policy { get; }

    /// <summary>What is left of its scope and conditions: a Bool, or an error, for the action of the request only.</summary>
    public Residual Condition { get; }

    /// <summary>Whether every completion satisfies the policy.</summary>
    public bool IsTrue => Condition is Residual.Value { MayBeTrue: true };

    /// <summary>Whether no completion satisfies the policy, and none makes it error.</summary>
    public bool IsFalse => Condition is Residual.Value { MayBeTrue: false };

    /// <summary>
    /// The residual as a policy of the same id, effect and annotations, with a free scope and one condition. It answers as the
    /// original for every completion of the request, and for no other action.
    /// </summary>
    public Policy ToPolicy() => Policy.Left(Condition.ToExpr());

    /// <summary>Writes the residual as the text of a policy.</summary>
    public override string ToString() => CedarText.Write(ToPolicy());
}
