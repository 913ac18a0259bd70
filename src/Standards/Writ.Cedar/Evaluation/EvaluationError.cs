using Writ.Cedar.Syntax;

namespace Writ.Cedar.Evaluation;

/// <summary>An expression that has no value: why, and where.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Position">The place in the policy text.</param>
/// <param name="Message">One line for the operator.</param>
public sealed record EvaluationError(EvaluationErrorKind Kind, Position Position, string Message)
{
    /// <summary>Writes <c>position: message</c>.</summary>
    public override string ToString() => $"{Position}: {Message}";
}
