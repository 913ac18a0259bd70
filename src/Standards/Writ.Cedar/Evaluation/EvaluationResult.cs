using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Evaluation;

/// <summary>What an expression came to: a value, or the error that kept it from one.</summary>
public readonly struct EvaluationResult
{
    private EvaluationResult(CedarValue value, EvaluationError? error)
    {
        Value = value;
        Error = error;
    }

    /// <summary>The value; of kind <see cref="ValueKind.None"/> when there is an error.</summary>
    public CedarValue Value { get; }

    /// <summary>The error, or null when there is a value.</summary>
    public EvaluationError? Error { get; }

    /// <summary>Makes a result of a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator EvaluationResult(CedarValue value) => new(value, null);

    internal static EvaluationResult Failed(EvaluationErrorKind kind, Position at, string message) =>
        new(default, new EvaluationError(kind, at, message));

    internal static EvaluationResult WrongType(Position at, ValueKind expected, ValueKind found) =>
        WrongType(at, ValueText.NameOf(expected), found);

    internal static EvaluationResult WrongType(Position at, string expected, ValueKind found) =>
        Failed(EvaluationErrorKind.TypeMismatch, at, $"expected {expected}, found {ValueText.NameOf(found)}");
}
