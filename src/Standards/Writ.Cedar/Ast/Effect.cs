namespace Writ.Cedar.Ast;

/// <summary>What a satisfied policy does.</summary>
public enum Effect
{
    /// <summary>The policy speaks for the request.</summary>
    Permit = 1,

    /// <summary>The policy speaks against the request, and wins.</summary>
    Forbid,
}
