namespace Writ.Client;

/// <summary>What the writs of a client are worth nothing without.</summary>
public enum Binding
{
    /// <summary>Nothing; no client has it.</summary>
    None = 0,

    /// <summary>A key of the client's own, by a proof with each request (DPoP, RFC 9449). Good over the network.</summary>
    Key,

    /// <summary>The agents' local socket, where the kernel says who asks. Nothing else has to be presented, and nothing leaves the machine.</summary>
    Socket,
}
