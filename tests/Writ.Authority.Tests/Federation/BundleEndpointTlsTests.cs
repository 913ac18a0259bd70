using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Writ.Authority.Federation;
using Writ.Domain;
using Writ.Spiffe;
using Writ.Testing;

namespace Writ.Authority.Tests.Federation;

/// <summary>What the bundle endpoint shows of itself.</summary>
public sealed class BundleEndpointTlsTests : IAsyncLifetime
{
    private readonly FederationWorld world = new();
    private readonly TempFolder home = new();
    private readonly TestCa ca = new();
    private readonly CapturedLog<BundleEndpointTls> log = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private BundleEndpointRegistration Web => new(new IPEndPoint(IPAddress.Loopback, 0), BundleProfile.Web) { CertificateFile = home.At("tls.crt"), KeyFile = home.At("tls.key") };

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await world.DisposeAsync();
        home.Dispose();
        ca.Dispose();
    }

    [Fact]
    public async Task Options_FilesChange_ShowsTheNewCertificateAndKeepsTheOldWhileTheNewIsBroken()
    {
        using var tls = new BundleEndpointTls(world.Own, world.Time, log);
        var first = Write(ca.Issue());
        Assert.Equal(first, await ShownAsync(tls, Web));
        Assert.Equal(first, await ShownAsync(tls, Web));

        File.WriteAllText(home.At("tls.crt"), "half of a certi");
        Assert.Equal(first, await ShownAsync(tls, Web));
        Assert.Equal(first, await ShownAsync(tls, Web));
        Assert.Single(log.Lines);

        var second = Write(ca.Issue());
        Assert.NotEqual(first, second);
        Assert.Equal(second, await ShownAsync(tls, Web));
    }

    [Fact]
    public async Task Options_NoCertificateAtTheStart_SaysWhatToDo()
    {
        using var tls = new BundleEndpointTls(world.Own, world.Time, log);
        var fault = await Assert.ThrowsAsync<AuthorityException>(async () => await tls.OptionsAsync(Web, Cancelled));
        Assert.Equal("W2150", fault.Code);
        Write(ca.Issue());
        File.WriteAllText(home.At("tls.key"), "no key");
        await Assert.ThrowsAsync<AuthorityException>(async () => await tls.OptionsAsync(Web, Cancelled));
    }

    [Fact]
    public async Task Options_ByHttpsSpiffe_ShowsTheOwnSvidAndRenewsItInTime()
    {
        using var tls = new BundleEndpointTls(world.Own, world.Time, log);
        var spiffe = new BundleEndpointRegistration(new IPEndPoint(IPAddress.Loopback, 0), BundleProfile.Spiffe);
        var first = await ShownAsync(tls, spiffe);
        Assert.Equal(first, await ShownAsync(tls, spiffe));
        Assert.Single(world.Journal.Entries.OfType<LedgerEntry.X509SvidIssued>());
        world.Time.Advance(TimeSpan.FromMinutes(30));
        var second = await ShownAsync(tls, spiffe);
        Assert.NotEqual(first, second);
        await world.Own.ReplaceAllAsync("operator", Cancelled);
        Assert.NotEqual(second, await ShownAsync(tls, spiffe));

        var context = (await tls.OptionsAsync(spiffe, Cancelled)).ServerCertificateContext!;
        ImmutableArray<X509Certificate2> chain = [context.TargetCertificate, .. context.IntermediateCertificates];
        var verified = Assert.IsType<X509SvidVerification.Verified>(X509SvidVerification.Verify(chain, BundleSet.Of(world.Own.Bundle), world.Time.GetUtcNow()));
        Assert.Equal(BundleEndpoint.IdOf(world.Own.Bundle.TrustDomain), verified.Id);
    }

    private static async Task<string> ShownAsync(BundleEndpointTls tls, BundleEndpointRegistration endpoint) =>
        (await tls.OptionsAsync(endpoint, Cancelled)).ServerCertificateContext!.TargetCertificate.Thumbprint;

    private string Write(X509Certificate2 certificate)
    {
        File.WriteAllText(home.At("tls.crt"), certificate.ExportCertificatePem() + "\n" + ca.Pem);
        File.WriteAllText(home.At("tls.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return certificate.Thumbprint;
    }
}
