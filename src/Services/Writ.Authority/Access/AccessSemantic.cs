namespace Writ.Authority.Access;

/// <summary>Which of several evaluations are answered.</summary>
internal enum AccessSemantic
{
    /// <summary>All of them.</summary>
    ExecuteAll,

    /// <summary>Those up to the first that is not allowed.</summary>
    DenyOnFirstDeny,

    /// <summary>Those up to the first that is allowed.</summary>
    PermitOnFirstPermit,
}
