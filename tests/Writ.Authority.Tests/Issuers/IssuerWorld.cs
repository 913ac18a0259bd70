using System.Collections.Immutable;
using Writ.Authority.Issuers;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Issuers;

/// <summary>Two registrations of one issuer, one for people and one for workloads, with documents in memory and a clock that stands still.</summary>
internal sealed class IssuerWorld : IReleases, IDisposable
{
    public const string Address = "https://login.example/realm";

    private readonly World world = new();

    public IssuerWorld(IDocumentSource? documents = null, TestIssuer? issuer = null, TrustAnchors? anchors = null)
    {
        Issuer = issuer ?? new TestIssuer(Address);
        Registration = new IssuerRegistration(Slug.Parse("corp"), Issuer.Address, "writ", IssuerUse.Subject) { Anchors = anchors };
        Register(Registration, new IssuerRegistration(Slug.Parse("builds"), Issuer.Address, "writ-builds", IssuerUse.Workload) { Anchors = anchors });
        Tokens = new IssuerTokens(this, documents ?? Documents, Time, Log);
        Issuer.Add("one");
        Publish();
    }

    public ManualTime Time { get; } = new();

    public FakeDocuments Documents { get; } = new();

    public CapturedLog<IssuerTokens> Log { get; } = new();

    public TestIssuer Issuer { get; }

    public IssuerRegistration Registration { get; }

    public IssuerTokens Tokens { get; }

    public ReleaseInForce? Current { get; private set; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public void Register(params ReadOnlySpan<IssuerRegistration> issuers) =>
        Current = new ReleaseInForce(world.Release with { Issuers = issuers.ToArray().ToImmutableSortedDictionary(static i => i.Name, static i => i) }, world.Decisions);

    /// <summary>Publishes the issuer's keys as they are now.</summary>
    public void Publish(bool stated = true, params string[] without)
    {
        Documents.Put(Issuer.Discovery, Issuer.DiscoveryDocument());
        Documents.Put(Issuer.Keys, Issuer.KeyDocument(stated, without));
    }

    public void Unplug()
    {
        Documents.Fail(Issuer.Discovery);
        Documents.Fail(Issuer.Keys);
    }

    public async Task<IssuerTokenVerification> VerifyAsync(string token, IssuerUse use = IssuerUse.Subject) => await Tokens.VerifyAsync(token, use, TestContext.Current.CancellationToken);

    /// <summary>Why a token is refused.</summary>
    public async Task<string> RefusalAsync(string token, IssuerUse use = IssuerUse.Subject)
    {
        var reason = Assert.IsType<IssuerTokenVerification.Refused>(await VerifyAsync(token, use)).Operator;

        // Whatever was wrong, nothing of the token is repeated.
        Assert.DoesNotContain("ann@corp.example", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("user-1", reason, StringComparison.Ordinal);
        return reason;
    }

    public void Dispose()
    {
        Issuer.Dispose();
        world.Dispose();
    }
}
