using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Tls;

/// <summary>
/// The client of one TLS connection. What the handshake proved is that it holds the certificate's key; whether the certificate is still believed is asked at each
/// request, since a connection may outlive the certificate, and the keys that it was believed by. Thread-safe.
/// </summary>
internal sealed class TlsPeer(X509SvidVerification.Verified verified, byte[] chain, TrustBundle believedBy, Func<TrustBundle> bundle, TimeProvider time) : ITlsPeer
{
    private TrustBundle believedBy = believedBy;

    /// <inheritdoc />
    public SpiffeId Id { get; } = verified.Id;

    /// <inheritdoc />
    public Digest256 Certificate { get; } = Digest256.Sha256(verified.Leaf.RawDataMemory.Span);

    /// <inheritdoc />
    public DateTimeOffset Ends { get; } = new(verified.Leaf.NotAfter.ToUniversalTime(), TimeSpan.Zero);

    /// <inheritdoc />
    public bool IsBelieved
    {
        get
        {
            var (current, now) = (bundle(), time.GetUtcNow());
            if (now >= Ends)
            {
                return false;
            }

            // The common case costs nothing: a bundle is another only when keys changed.
            if (ReferenceEquals(current, Volatile.Read(ref believedBy)))
            {
                return true;
            }

            if (X509SvidVerification.Verify(chain, BundleSet.Of(current), now) is not X509SvidVerification.Verified)
            {
                return false;
            }

            Volatile.Write(ref believedBy, current);
            return true;
        }
    }
}
