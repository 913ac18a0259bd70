namespace Writ.Domain;

/// <summary>What a policy says where it holds.</summary>
public enum PolicyEffect
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It lets something happen.</summary>
    Permit,

    /// <summary>It keeps something from happening.</summary>
    Forbid,
}
