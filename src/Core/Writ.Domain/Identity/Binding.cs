namespace Writ.Domain;

/// <summary>How the presenter of a credential proved that it is the one the credential was made for.</summary>
public enum Binding
{
    /// <summary>Nothing was proven.</summary>
    None = 0,

    /// <summary>The kernel named the peer of the local socket.</summary>
    Socket,

    /// <summary>A DPoP proof by the key that the writ names (RFC 9449).</summary>
    Dpop,

    /// <summary>The TLS client certificate that the writ names (RFC 8705).</summary>
    MutualTls,

    /// <summary>Mere possession. Off by default; policy can see it.</summary>
    Bearer,
}
