using System.Collections.Immutable;
using Writ.Spiffe.WorkloadApi.Messages;

namespace Writ.Spiffe.WorkloadApi;

/// <summary>Reads the message of X.509-SVIDs. What breaks a rule refuses the whole message: half of an identity is none.</summary>
internal static class X509ContextReader
{
    public static X509Context Read(X509SVIDResponse message)
    {
        var svids = ImmutableArray.CreateBuilder<X509Svid>(message.Svids.Count);
        var bundles = new Dictionary<TrustDomain, TrustBundle>();
        foreach (var svid in message.Svids)
        {
            if (!X509Svid.TryRead(svid.X509Svid.Span, svid.X509SvidKey.Span, svid.Hint is "" ? null : svid.Hint, out var read, out var refusal))
                throw Broken($"an svid is refused: {refusal}");
            svids.Add(read);
            if (!string.Equals(read.Id.ToString(), svid.SpiffeId, StringComparison.Ordinal))
                throw Broken("an svid is of another id than the message says");
            if (!TrustBundle.TryReadDer(svid.Bundle.Span, read.Id.TrustDomain, out var bundle))
                throw Broken($"the bundle of {read.Id.TrustDomain} is malformed");
            bundles[bundle.TrustDomain] = bundle;
        }
        foreach (var (name, der) in message.FederatedBundles)
        {
            var bundle = ReadBundle(name, der.Span);
            if (!bundles.TryAdd(bundle.TrustDomain, bundle))
                throw Broken($"{bundle.TrustDomain} is among those it federates with");
        }
        return svids.Count > 0 ? new X509Context(svids.ToImmutable(), BundleSet.Of(bundles.Values)) : throw Broken("there is no svid");
    }

    private static TrustBundle ReadBundle(string name, ReadOnlySpan<byte> der) =>
        SpiffeId.TryParse(name, out var id, out _) && !id.HasPath && TrustBundle.TryReadDer(der, id.TrustDomain, out var bundle)
            ? bundle
            : throw Broken("a federated bundle is malformed");

    private static WorkloadApiException Broken(string why) => new(GrpcStatus.Internal, $"the workload api's answer is not believed: {why}");
}
