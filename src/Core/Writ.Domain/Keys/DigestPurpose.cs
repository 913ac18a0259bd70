namespace Writ.Domain;

/// <summary>What a keyed digest is of. Digests of equal bytes for two purposes differ, so whoever chooses the bytes of one learns nothing of another.</summary>
public enum DigestPurpose
{
    /// <summary>Not a purpose.</summary>
    None = 0,

    /// <summary>For whom an agent acts: the pseudonym in a writ and in the ledger.</summary>
    Subject,

    /// <summary>The parameters of a task.</summary>
    Parameters,

    /// <summary>The audiences of a JWT-SVID; its workload chooses them.</summary>
    Audiences,

    /// <summary>What a writ was narrowed to.</summary>
    Narrowing,

    /// <summary>The command line that a launcher ran.</summary>
    CommandLine,

    /// <summary>The value of a secret, as its version.</summary>
    SecretVersion,

    /// <summary>The resource of an action.</summary>
    Resource,

    /// <summary>An action as it was asked for.</summary>
    Request,

    /// <summary>What came back of an action.</summary>
    Result,

    /// <summary>What a decision that an approval is for rested on.</summary>
    ApprovalContext,
}
