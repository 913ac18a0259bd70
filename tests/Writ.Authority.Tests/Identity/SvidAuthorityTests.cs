using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Writ.Authority.Identity;
using Writ.Authority.Keys;
using Writ.Domain;
using Writ.Spiffe;
using Writ.Testing;

namespace Writ.Authority.Tests.Identity;

public sealed class SvidAuthorityTests : IAsyncLifetime
{
    // Short lives, so that a test of weeks sees many rotations.
    private static readonly IdentityOptions Options = new() { Root = TimeSpan.FromDays(10), Signing = TimeSpan.FromDays(1) };

    private readonly World world = new();
    private readonly TempFolder home = new();
    private FileIdentityKeys keys;
    private SvidAuthority authority;

    public SvidAuthorityTests()
    {
        keys = FileIdentityKeys.Open(home.At("keys"), world.Keyring);
        authority = Authority();
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await authority.KeepAsync(Cancelled);

    public ValueTask DisposeAsync()
    {
        keys.Dispose();
        world.Dispose();
        home.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task KeepAsync_FirstStart_RecordsAndMakesOneOfEach()
    {
        var entry = Assert.Single(world.Journal.Entries.OfType<LedgerEntry.IdentityKeysChanged>());
        Assert.Equal(("first-start", 3, 0), (entry.Cause, entry.Made.Length, entry.Destroyed.Length));
        Assert.Equal([IdentityKeyKind.Root, IdentityKeyKind.Intermediate, IdentityKeyKind.Jwt], authority.Keys().Select(static k => k.Key.Kind).Order());
        await authority.KeepAsync(Cancelled);
        Assert.Single(world.Journal.Entries.OfType<LedgerEntry.IdentityKeysChanged>());
    }

    [Fact]
    public async Task KeepAsync_AnotherStart_HasTheSameBundle()
    {
        var before = authority.Bundle.ToJson();
        keys.Dispose();
        keys = FileIdentityKeys.Open(home.At("keys"), world.Keyring);
        authority = Authority();
        await authority.KeepAsync(Cancelled);
        Assert.Equal(before, authority.Bundle.ToJson());
    }

    [Fact]
    public async Task KeepAsync_JournalUnavailable_MakesNothing()
    {
        using var empty = new TempFolder();
        using var none = FileIdentityKeys.Open(empty.At("keys"), world.Keyring);
        world.Journal.Unavailable = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await Authority(none).KeepAsync(Cancelled));
        Assert.Empty(none.All);
        Assert.False(Directory.Exists(empty.At("keys")));
    }

    [Fact]
    public async Task IssueX509Async_LivingInstance_IsRecordedAndVerifies()
    {
        var instance = await world.AttestAsync();
        var issued = await IssueAsync(instance);
        Assert.Equal(instance.Id, Assert.IsType<X509SvidVerification.Verified>(Verify(issued!)).Id);
        Assert.Equal((world.Time.GetUtcNow().AddMinutes(30), world.Time.GetUtcNow().AddHours(1)), (issued!.Renew, issued.Expires));
        var entry = Assert.Single(world.Journal.Entries.OfType<LedgerEntry.X509SvidIssued>());
        Assert.Equal((instance.Id, Digest256.Sha256(issued.Chain[0].RawData)), (entry.Holder, entry.Certificate));
    }

    [Fact]
    public async Task IssueAsync_EndedOrContainedOrUnknown_IsNothing()
    {
        var (ended, contained) = (await world.AttestAsync(), await world.AttestAsync(4001));
        await world.Journal.CommitAsync([], [new Change.EndInstance(ended.Id), new Change.Contain(ContainmentKey.Instance(contained.Id))], [], Cancelled);
        foreach (var instance in (AttestedInstance[])[ended, contained, world.Instance(4002)])
        {
            Assert.Null(await IssueAsync(instance));
            Assert.Null(await authority.IssueJwtAsync(instance, ["audience"], Cancelled));
        }

        Assert.Empty(world.Journal.Entries.OfType<LedgerEntry.X509SvidIssued>());
        Assert.Empty(world.Journal.Entries.OfType<LedgerEntry.JwtSvidIssued>());
        world.Journal.Unavailable = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await IssueAsync(ended));
    }

    [Fact]
    public async Task IssueJwtAsync_LivingInstance_VerifiesForItsAudienceOnly()
    {
        var instance = await world.AttestAsync();
        var token = await authority.IssueJwtAsync(instance, ["https://a.example"], Cancelled);
        var now = world.Time.GetUtcNow();
        Assert.Equal(instance.Id, Assert.IsType<JwtSvidVerification.Verified>(JwtSvidVerification.Verify(token, "https://a.example", authority.Bundles, now)).Svid.Id);
        Assert.IsType<JwtSvidVerification.Refused>(JwtSvidVerification.Verify(token, "https://b.example", authority.Bundles, now));
        Assert.IsType<JwtSvidVerification.Refused>(JwtSvidVerification.Verify(token, "https://a.example", authority.Bundles, now + Options.JwtSvid));
        var entry = Assert.Single(world.Journal.Entries.OfType<LedgerEntry.JwtSvidIssued>());
        Assert.DoesNotContain("a.example", System.Text.Encoding.UTF8.GetString(entry.ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IssueX509Async_Zone_IsGoodForAListenerOfThisHost()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var zone = SpiffeId.FromSegments(world.Release.TrustDomain, "zone", "tools", "mcp");
        var issued = await authority.IssueX509Async(zone, new PublicKey(key), ["localhost"], [System.Net.IPAddress.Loopback], Cancelled);
        Assert.Equal(zone, Assert.IsType<X509SvidVerification.Verified>(Verify(issued)).Id);
        Assert.True(issued.Chain[0].MatchesHostname("localhost"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await authority.IssueX509Async(world.Instance().Id, new PublicKey(key), [], [], Cancelled));
    }

    [Fact]
    public async Task ReplaceAllAsync_WhatWasIssuedBefore_IsWorthNothing()
    {
        var instance = await world.AttestAsync();
        var (svid, token) = (await IssueAsync(instance), await authority.IssueJwtAsync(instance, ["a"], Cancelled));
        var (changed, sequence) = (authority.Changed, authority.Bundle.Sequence);
        await authority.ReplaceAllAsync("operator", Cancelled);

        Assert.True(changed.IsCompleted);
        Assert.False(authority.Changed.IsCompleted);
        Assert.True(authority.Bundle.Sequence > sequence);
        Assert.IsType<X509SvidVerification.Refused>(Verify(svid!));
        Assert.IsType<JwtSvidVerification.Refused>(JwtSvidVerification.Verify(token, "a", authority.Bundles, world.Time.GetUtcNow()));
        Assert.IsType<X509SvidVerification.Verified>(Verify((await IssueAsync(instance))!));
        Assert.Equal(3, authority.Keys().Length);
    }

    [Fact]
    public async Task KeepAsync_OverWeeks_NothingThatLivesIsEverRefusedAndNoKeySignsUnpublished()
    {
        var instance = await world.AttestAsync();
        var end = world.Time.GetUtcNow().AddDays(25);
        var living = new Queue<(IssuedX509Svid Svid, string Token, DateTimeOffset TokenEnds)>();
        var known = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var (sequence, roots) = (authority.Bundle.Sequence, 0);
        while (world.Time.GetUtcNow() < end)
        {
            // Whoever asks for the bundle at its hint has known each root and each key of tokens for at least that long when it signs.
            var now = world.Time.GetUtcNow();
            foreach (var name in authority.Bundle.X509Authorities.Select(static a => a.Thumbprint).Concat(authority.Bundle.JwtAuthorities.Keys.Select(static k => k.KeyId!)))
            {
                known.TryAdd(name, now);
            }

            Assert.True(authority.Bundle.Sequence >= sequence);
            sequence = authority.Bundle.Sequence;
            var svid = (await IssueAsync(instance))!;
            living.Enqueue((svid, (await authority.IssueJwtAsync(instance, ["a"], Cancelled))!, now + Options.JwtSvid));
            Assert.True(svid.Expires - now > TimeSpan.FromMinutes(59), $"{svid.Expires - now}");
            while (living.Peek().Svid.Expires <= now)
            {
                living.Dequeue();
            }

            foreach (var (old, token, ends) in living)
            {
                Assert.IsType<X509SvidVerification.Verified>(Verify(old));
                if (ends > now)
                {
                    Assert.IsType<JwtSvidVerification.Verified>(JwtSvidVerification.Verify(token, "a", authority.Bundles, now));
                }
            }

            var root = authority.Bundle.X509Authorities.Single(a => a.SubjectName.RawData.AsSpan().SequenceEqual(svid.Chain[1].IssuerName.RawData));
            Assert.True(known.Count <= 2 || now - known[root.Thumbprint] >= Options.RefreshHint);
            roots = Math.Max(roots, authority.Bundle.X509Authorities.Length);
            world.Time.Advance(TimeSpan.FromMinutes(19));
            await authority.KeepAsync(Cancelled);
        }

        Assert.Equal(2, roots);
        Assert.InRange(authority.Keys().Length, 3, 8);
    }

    private static X509SvidVerification VerifyAt(IssuedX509Svid issued, BundleSet bundles, DateTimeOffset now) => X509SvidVerification.Verify(issued.Chain, bundles, now);

    private X509SvidVerification Verify(IssuedX509Svid issued) => VerifyAt(issued, authority.Bundles, world.Time.GetUtcNow());

    private async ValueTask<IssuedX509Svid?> IssueAsync(AttestedInstance instance)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return await authority.IssueX509Async(instance, new PublicKey(key), Cancelled);
    }

    private SvidAuthority Authority(FileIdentityKeys? others = null) =>
        new(world.Release.TrustDomain, others ?? keys, Options, world.Keyring, world.Journal, world.Ids, world.Time);
}
