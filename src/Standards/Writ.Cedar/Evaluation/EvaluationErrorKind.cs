namespace Writ.Cedar.Evaluation;

/// <summary>Why an expression has no value.</summary>
public enum EvaluationErrorKind
{
    /// <summary>An operand is of the wrong type.</summary>
    TypeMismatch,

    /// <summary>A number leaves the range of 64 bits.</summary>
    Overflow,

    /// <summary>The entity is not in the store.</summary>
    MissingEntity,

    /// <summary>The record or entity has no such attribute.</summary>
    MissingAttribute,

    /// <summary>The entity has no such tag.</summary>
    MissingTag,

    /// <summary>A function was called with the wrong number of arguments.</summary>
    ArgumentCount,

    /// <summary>The text given to an extension constructor is malformed.</summary>
    MalformedExtension,

    /// <summary>The value would be deeper than <see cref="Values.CedarValue.MaxDepth"/>.</summary>
    TooDeep,
}
