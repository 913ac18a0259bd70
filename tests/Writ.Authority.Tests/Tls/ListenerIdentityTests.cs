using System.Security.Cryptography.X509Certificates;
using Writ.Authority.Identity;
using Writ.Authority.Keys;
using Writ.Authority.Tls;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Tls;

public sealed class ListenerIdentityTests : IAsyncLifetime
{
    private readonly World world = new();
    private readonly TempFolder home = new();
    private readonly CapturedLog<ListenerIdentity> log = new();
    private readonly FileIdentityKeys keys;
    private readonly SvidAuthority authority;
    private readonly ListenerIdentity identity;

    public ListenerIdentityTests()
    {
        keys = FileIdentityKeys.Open(home.At("keys"), world.Keyring);
        authority = new SvidAuthority(world.Release.TrustDomain, keys, new IdentityOptions(), world.Keyring, world.Journal, world.Ids, world.Time);
        identity = new ListenerIdentity(authority, new TokenOptions(world.Release.TrustDomain, new IssuerAddress()), world.Time, log);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private X509Certificate2 Shown => identity.Current.TargetCertificate;

    public async ValueTask InitializeAsync()
    {
        await authority.KeepAsync(Cancelled);
        await identity.StartAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await identity.StopAsync(CancellationToken.None);
        identity.Dispose();
        keys.Dispose();
        world.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Current_AtHalfItsLife_IsRenewedWithoutARestart()
    {
        var first = Shown;
        world.Time.Advance(TimeSpan.FromMinutes(29));
        await UntilAsync(() => !ReferenceEquals(first, Shown));
        Assert.True(Shown.NotBefore - first.NotBefore >= TimeSpan.FromMinutes(30));
        Assert.True(Shown.NotBefore < first.NotAfter);
        Assert.NotEqual(first.GetPublicKey(), Shown.GetPublicKey());
        Assert.Equal(2, world.Journal.Entries.OfType<LedgerEntry.X509SvidIssued>().Count());
    }

    [Fact]
    public async Task Current_WhileItCannotBeRecorded_StaysAndIsTriedAgain()
    {
        var first = Shown;
        world.Journal.Unavailable = true;
        world.Time.Advance(TimeSpan.FromMinutes(29));
        await UntilAsync(() => log.Lines.Any(static line => line.Contains("could not be renewed", StringComparison.Ordinal)));
        Assert.Same(first, Shown);
        world.Journal.Unavailable = false;
        await UntilAsync(() => !ReferenceEquals(first, Shown));
    }

    [Fact]
    public async Task Start_WhenItCannotBeRecorded_Fails()
    {
        world.Journal.Unavailable = true;
        using var other = new ListenerIdentity(authority, new TokenOptions(world.Release.TrustDomain, new IssuerAddress()), world.Time, log);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => other.StartAsync(Cancelled));
        Assert.Throws<InvalidOperationException>(() => other.Current);
    }

    // The clock goes on while the background works.
    private async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, limit.Token);
        }
    }
}
