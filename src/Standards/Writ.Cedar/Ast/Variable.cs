namespace Writ.Cedar.Ast;

/// <summary>The four variables of an expression.</summary>
public enum Variable
{
    /// <summary>Who asks.</summary>
    Principal,

    /// <summary>What is asked.</summary>
    Action,

    /// <summary>What it is asked of.</summary>
    Resource,

    /// <summary>The record that came with the request.</summary>
    Context,
}
