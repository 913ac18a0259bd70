namespace Writ.Cedar.Ast;

/// <summary>Operators with one operand.</summary>
public enum UnaryOperator
{
    /// <summary><c>!</c>, on Bool.</summary>
    Not,

    /// <summary><c>-</c>, on Long.</summary>
    Negate,

    /// <summary><c>.isEmpty()</c>, on sets.</summary>
    IsEmpty,
}
