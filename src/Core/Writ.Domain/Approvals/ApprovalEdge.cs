namespace Writ.Domain;

/// <summary>The named ways from one state of an approval to another. The table of them is <see cref="ApprovalEdges"/>.</summary>
public enum ApprovalEdge
{
    /// <summary>No way.</summary>
    None = 0,

    /// <summary>Enough humans said yes.</summary>
    Approve,

    /// <summary>A human said no.</summary>
    Deny,

    /// <summary>Its time passed.</summary>
    Expire,

    /// <summary>What it was asked for changed.</summary>
    Void,

    /// <summary>The action is let through by it.</summary>
    Spend,
}
