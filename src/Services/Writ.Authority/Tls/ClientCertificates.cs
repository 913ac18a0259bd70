using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Tls;

/// <summary>
/// Judges the client certificate of a handshake: an X.509-SVID of an instance that lives here, by the bundle of the own trust domain alone. Nothing is fetched, and
/// the machine's own trust store plays no part. Thread-safe.
/// </summary>
public sealed partial class ClientCertificates(SvidAuthority authority, InstanceRegistry instances, TimeProvider time, ILogger<ClientCertificates> logger)
{
    /// <summary>Who the client is; null when the certificate says nothing that is believed, or whose it is has ended.</summary>
    /// <param name="chain">The leaf, then whatever else the client sent.</param>
    public ITlsPeer? Judge(IReadOnlyList<X509Certificate2> chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var bundle = authority.Bundle;
        switch (X509SvidVerification.Verify(chain, BundleSet.Of(bundle), time.GetUtcNow()))
        {
            case X509SvidVerification.Verified verified when instances.Find(verified.Id) is not null:
                return new TlsPeer(verified, [.. chain.SelectMany(static certificate => certificate.RawData)], bundle, () => authority.Bundle, time);
            case X509SvidVerification.Verified verified:
                Log.Ended(logger, verified.Id);
                return null;
            case X509SvidVerification.Refused refused:
                Log.Refused(logger, refused.Reason);
                return null;
            default:
                return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2420, LogLevel.Information, "a tls handshake was refused: the client certificate is no svid that is believed ({Reason})")]
        public static partial void Refused(ILogger logger, X509SvidRefusal reason);

        [LoggerMessage(2421, LogLevel.Information, "a tls handshake was refused: {Instance} is no instance that lives here")]
        public static partial void Ended(ILogger logger, SpiffeId instance);
    }
}
