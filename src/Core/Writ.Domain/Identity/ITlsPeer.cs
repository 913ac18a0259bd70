using Writ.Spiffe;

namespace Writ.Domain;

/// <summary>The client at the other end of a TLS connection, as the X.509-SVID of its handshake named it: the handshake proved that it holds the certificate's key.</summary>
public interface ITlsPeer
{
    /// <summary>Whose certificate it is.</summary>
    SpiffeId Id { get; }

    /// <summary>The SHA-256 of the certificate in DER.</summary>
    Digest256 Certificate { get; }

    /// <summary>When the certificate ends.</summary>
    DateTimeOffset Ends { get; }

    /// <summary>Whether the certificate has not ended, and is still believed by the keys of now. Asked at each request: a connection may outlive both.</summary>
    bool IsBelieved { get; }
}
