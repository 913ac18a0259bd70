namespace Writ.Cedar.Validation;

/// <summary>How much the validator asks of a policy.</summary>
public enum ValidationMode
{
    /// <summary>
    /// Operands that are compared, members of one set and branches of one <c>if</c> have equal types, and extension values are
    /// written as literals. The mode Cedar recommends, and the one its proofs are about.
    /// </summary>
    Strict,

    /// <summary>Only what would error is refused: types may differ where the evaluation goes on.</summary>
    Permissive,
}
