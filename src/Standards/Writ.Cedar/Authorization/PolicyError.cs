using Writ.Cedar.Ast;
using Writ.Cedar.Evaluation;

namespace Writ.Cedar.Authorization;

/// <summary>
/// A policy that errored and was therefore left out of the decision. A forbid left out does not forbid: whoever asks should
/// deny when there is any error.
/// </summary>
/// <param name="Policy">The policy.</param>
/// <param name="Error">Why it has no answer, and where in its text.</param>
public sealed record PolicyError(Policy Policy, EvaluationError Error)
{
    /// <summary>Writes the policy id and the error.</summary>
    public override string ToString() => $"{Policy.Id}: {Error}";
}
