using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Writ.Spiffe;

/// <summary>The path from a leaf to an authority of its own trust domain (RFC 5280 §6, X509-SVID §§4.2 and 5).</summary>
internal static class PathRules
{
    public static X509SvidRefusal Check(IReadOnlyList<X509Certificate2> chain, TrustBundle bundle, DateTimeOffset now)
    {
        using var path = new X509Chain();
        path.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        path.ChainPolicy.CustomTrustStore.AddRange(bundle.X509Authorities.ToArray());
        path.ChainPolicy.ExtraStore.AddRange(chain.Skip(1).ToArray());
        path.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        path.ChainPolicy.DisableCertificateDownloads = true;
        path.ChainPolicy.VerificationTimeIgnored = false;
        path.ChainPolicy.VerificationTime = now.UtcDateTime;
        try
        {
            if (!path.Build(chain[0]))
                return path.ChainStatus.All(status => status.Status is X509ChainStatusFlags.NotTimeValid) ? X509SvidRefusal.NotInTime : X509SvidRefusal.NoPath;

            // INVARIANT: the path ends at an authority of the bundle, whatever the platform's own store holds.
            var root = path.ChainElements[^1].Certificate;
            if (path.ChainElements.Count < 2 || !bundle.X509Authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(root.RawDataMemory.Span)))
                return X509SvidRefusal.NoPath;
            return path.ChainElements.Skip(1).All(element => MaySign(element.Certificate, bundle.TrustDomain)) ? X509SvidRefusal.None : X509SvidRefusal.ForeignAuthority;
        }
        catch (CryptographicException)
        {
            return X509SvidRefusal.NoPath;
        }
        finally
        {
            foreach (var element in path.ChainElements)
                element.Certificate.Dispose();
        }
    }

    // A signing certificate need not have a SPIFFE id; one that has is of this trust domain itself, and of no workload in it.
    private static bool MaySign(X509Certificate2 authority, TrustDomain trustDomain) =>
        LeafRules.IsAuthority(authority)
        && SubjectNames.Uris(authority.Extensions) is { } uris
        && uris.All(uri => !uri.StartsWith(SpiffeIdGrammar.Prefix, StringComparison.OrdinalIgnoreCase) || (SpiffeId.TryParse(uri, out var id, out _) && id == trustDomain.Id));
}
