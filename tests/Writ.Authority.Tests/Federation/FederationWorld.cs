using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Writ.Authority.Federation;
using Writ.Authority.Identity;
using Writ.Authority.Keys;
using Writ.Domain;
using Writ.Spiffe;
using Writ.Testing;

namespace Writ.Authority.Tests.Federation;

/// <summary>Two authorities of two trust domains on one clock that stands still; one federates with the other.</summary>
public sealed class FederationWorld : IReleases, IAsyncLifetime
{
    public static readonly TrustDomain Peer = TrustDomain.Parse("peer.example");
    public static readonly Uri Address = new("https://bundles.peer.example/");

    private static readonly IdentityOptions Lives = new() { Root = TimeSpan.FromDays(10), Signing = TimeSpan.FromDays(1) };

    private readonly World world = new();
    private readonly TempFolder home = new();
    private readonly FileIdentityKeys keys;
    private readonly FileIdentityKeys peerKeys;

    public FederationWorld()
    {
        keys = FileIdentityKeys.Open(home.At("own"), world.Keyring);
        peerKeys = FileIdentityKeys.Open(home.At("peer"), world.Keyring);
        Own = new SvidAuthority(world.Release.TrustDomain, keys, Lives, world.Keyring, world.Journal, world.Ids, world.Time);
        Other = new SvidAuthority(Peer, peerKeys, Lives, world.Keyring, world.Journal, world.Ids, world.Time);
        Web = new FederationRegistration(Peer, Address, BundleProfile.Web);
        Register(Web);
    }

    public SvidAuthority Own { get; }

    public SvidAuthority Other { get; }

    public FakeDocuments Documents { get; } = new();

    public ManualTime Time => world.Time;

    public InMemoryJournal Journal => world.Journal;

    public FederationRegistration Web { get; }

    /// <summary>The peer by `https_spiffe`, beginning with the bundle that it has now.</summary>
    public FederationRegistration Spiffe => Web with
    {
        Profile = BundleProfile.Spiffe, EndpointId = BundleEndpoint.IdOf(Peer), FirstBundle = Encoding.UTF8.GetString(Other.Bundle.ToJson()),
    };

    public ReleaseInForce? Current { get; private set; }

    public string Folder => home.At("federation");

    public IEnumerable<LedgerEntry.FederatedBundleChanged> Entries => Journal.Entries.OfType<LedgerEntry.FederatedBundleChanged>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Own.KeepAsync(Cancelled);
        await Other.KeepAsync(Cancelled);
        Publish();
    }

    public ValueTask DisposeAsync()
    {
        keys.Dispose();
        peerKeys.Dispose();
        world.Dispose();
        home.Dispose();
        return ValueTask.CompletedTask;
    }

    public FederationKeeper Keeper(IDocumentSource? documents = null) =>
        new(new FederationOptions(Folder), this, Own, documents ?? Documents, Journal, world.Ids, Time, new CapturedLog<FederationKeeper>());

    public void Register(params ImmutableArray<FederationRegistration> federation) => Current = new ReleaseInForce(world.Release with { Federation = federation }, world.Decisions);

    /// <summary>The peer serves its bundle as it is now.</summary>
    public void Publish() => Documents.Put(Address, Other.Bundle.ToJson());

    public void Publish(string json) => Documents.Put(Address, Encoding.UTF8.GetBytes(json));

    /// <summary>The peer's endpoint shows an X.509-SVID of the peer, of its endpoint unless another id is given.</summary>
    public async Task ShowAsync(SpiffeId id = default)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issued = await Other.IssueX509Async(id == default ? BundleEndpoint.IdOf(Peer) : id, new PublicKey(key), [], [], Cancelled);
        Documents.Show(Address, issued.Chain);
    }

    /// <summary>A token of a workload of the peer.</summary>
    public async Task<string> PeerTokenAsync(string audience = "here")
    {
        var instance = world.Instance() with { Id = SpiffeId.FromSegments(Peer, "agent", "support-agent", world.Ids.Next().ToString()) };
        await Journal.CommitAsync([], [new Change.AttestInstance(instance)], [], Cancelled);
        return await Other.IssueJwtAsync(instance, [audience], Cancelled) ?? throw new InvalidOperationException("no token");
    }

    public bool IsBelieved(string token) => JwtSvidVerification.Verify(token, "here", Own.Bundles, Time.GetUtcNow()) is JwtSvidVerification.Verified;
}
