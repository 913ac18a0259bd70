namespace Writ.Domain;

/// <summary>How Writ came to know an instance.</summary>
public enum AttestationMethod
{
    /// <summary>It did not: nothing may be relied on.</summary>
    None = 0,

    /// <summary>Writ's own launcher started it, and the kernel shows the process tree.</summary>
    Launcher,

    /// <summary>The kernel shows a process that a registration entry describes.</summary>
    Registration,

    /// <summary>It came over the network with a join token of an operator and proved a key. No kernel was asked.</summary>
    JoinToken,

    /// <summary>It came over the network with a token of a registered identity provider and proved a key. No kernel was asked.</summary>
    Issuer,
}
