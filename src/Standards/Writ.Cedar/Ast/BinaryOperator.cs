namespace Writ.Cedar.Ast;

/// <summary>Operators with two operands, both always evaluated.</summary>
public enum BinaryOperator
{
    /// <summary><c>==</c>, on any two values.</summary>
    Equal,

    /// <summary><c>!=</c>, on any two values.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>, on Long, datetime, duration.</summary>
    Less,

    /// <summary><c>&lt;=</c>, on Long, datetime, duration.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>, on Long, datetime, duration.</summary>
    Greater,

    /// <summary><c>&gt;=</c>, on Long, datetime, duration.</summary>
    GreaterOrEqual,

    /// <summary><c>+</c>, on Long.</summary>
    Add,

    /// <summary><c>-</c>, on Long.</summary>
    Subtract,

    /// <summary><c>*</c>, on Long.</summary>
    Multiply,

    /// <summary><c>in</c>: an entity is, or stands below, an entity or one of a set.</summary>
    In,

    /// <summary><c>.contains(x)</c>.</summary>
    Contains,

    /// <summary><c>.containsAll(set)</c>.</summary>
    ContainsAll,

    /// <summary><c>.containsAny(set)</c>.</summary>
    ContainsAny,

    /// <summary><c>.hasTag(key)</c>.</summary>
    HasTag,

    /// <summary><c>.getTag(key)</c>.</summary>
    GetTag,
}
