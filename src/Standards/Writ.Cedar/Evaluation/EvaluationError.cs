using Writ.Cedar.Syntax;

namespace Writ.Cedar.Evaluation;

/// <summary>An expression that has no value: why, and where.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Position">The place in the policy text.</param>
/// <param name="Message">One line for the operator.</param>
public sealed record EvaluationError(EvaluationErrorKind Kind, Position Position, string Message)
{
    /// <summary>One line of bounded length for the operator, in which nothing is invisible. It may quote the request, in backticks.</summary>
    public string Message { get; } = ErrorText.Of(Message);

    /// <summary>The message without what it quotes of policy and request, for where that may not go.</summary>
    public string Redacted => ErrorText.Redacted(Message);

    /// <summary>Writes <c>position: message</c>.</summary>
    public override string ToString() => $"{Position}: {Message}";
}
