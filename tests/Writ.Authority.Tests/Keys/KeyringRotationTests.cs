using Writ.Authority.Keys;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Jose;
using Writ.Testing;

namespace Writ.Authority.Tests.Keys;

/// <summary>The keys of writs, nonces and the store from week to week, as clients see them.</summary>
public sealed class KeyringRotationTests : IDisposable
{
    private readonly World world = new();
    private readonly TestKeyring keyring = new();
    private readonly KeyringRotation rotation;
    private readonly TokenOptions options;
    private readonly WritKeys keys;
    private readonly WritIssuer issuer;
    private readonly WritVerifier verifier;

    public KeyringRotationTests()
    {
        rotation = new KeyringRotation(keyring, world.Journal, world.Ids, world.Time);
        options = new TokenOptions(world.Release.TrustDomain, new IssuerAddress());
        keys = new WritKeys(keyring, world.Time);
        issuer = new WritIssuer(options, keys, keyring, world.Journal, world.Ids, world.Time);
        verifier = new WritVerifier(options, keys, world.Time);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        keyring.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task KeepAsync_WeekAfterWeek_PublishesBeforeSigningAndKeepsUntilTheLastWritIsOver()
    {
        await rotation.KeepAsync(Cancelled);
        var published = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var signers = new List<string>();
        for (var minute = 0; minute < 20 * 24 * 60; minute++)
        {
            var now = world.Time.GetUtcNow();
            foreach (var key in keys.Set.Keys)
            {
                published.TryAdd(key.KeyId!, now);
            }

            // INVARIANT: the key that signs was in the set for the lead, but for the first, which had nobody to be known by.
            var current = keys.Current.KeyId!;
            if (signers.Count == 0 || signers[^1] != current)
            {
                Assert.True(signers.Count == 0 || now - published[current] >= KeyringSchedule.Lead);
                Assert.DoesNotContain(current, signers);
                signers.Add(current);
            }

            Assert.InRange(keys.Set.Keys.Length, 1, 2);
            world.Time.Advance(TimeSpan.FromMinutes(1));
            await rotation.KeepAsync(Cancelled);
        }

        Assert.Equal(4, signers.Count);
        Assert.Equal([keys.Current.Public.Thumbprint.ToString()], keys.Set.Keys.Select(static k => k.KeyId));
        var entries = world.Journal.Entries.OfType<LedgerEntry.KeyringChanged>().ToArray();
        Assert.All(entries, static e => Assert.Equal("schedule", e.Cause));
        Assert.Equal(3, entries.Count(static e => e.Made.Any(static k => k.Purpose == KeyPurpose.Writs)));
    }

    [Fact]
    public async Task KeepAsync_WritsSignedJustBeforeTheSwitch_LiveToTheirEnd()
    {
        await SettleAsync();
        world.Time.Advance(KeyringSchedule.Period);
        await rotation.KeepAsync(Cancelled);
        world.Time.Advance(KeyringSchedule.Lead - TimeSpan.FromSeconds(1));
        var task = await world.OpenAsync();
        var old = await IssueAsync(task);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        var young = await IssueAsync(task);
        Assert.NotEqual(KeyIdOf(old.Token), KeyIdOf(young.Token));

        for (var end = world.Time.GetUtcNow() + TimeSpan.FromMinutes(4); world.Time.GetUtcNow() < end; world.Time.Advance(TimeSpan.FromSeconds(10)))
        {
            await rotation.KeepAsync(Cancelled);
            Assert.IsType<WritVerification.Verified>(verifier.Verify(old.Token));
            Assert.IsType<WritVerification.Verified>(verifier.Verify(young.Token));
        }

        world.Time.Advance(TimeSpan.FromMinutes(3));
        await rotation.KeepAsync(Cancelled);
        Assert.Single(keys.Set.Keys);
    }

    [Fact]
    public async Task ReplaceAllAsync_WhileAWritIsBeingRecorded_LeavesOneThatIsWorthlessAndNotOneThatNobodyHas()
    {
        await SettleAsync();
        var task = await world.OpenAsync();
        ValueTask replacing = default;
        world.Journal.BeforeCommit = () => replacing = new ValueTask(rotation.ReplaceAllAsync("operator", Cancelled).AsTask());
        var issued = await IssueAsync(task);
        await replacing;

        Assert.Equal(issued.Claims.Id, world.Journal.Entries.OfType<LedgerEntry.WritIssued>().Last().Writ);
        Assert.Equal(JoseRefusal.UnknownKey, Assert.IsType<WritVerification.Refused>(verifier.Verify(issued.Token)).Reason);
        Assert.IsType<WritVerification.Verified>(verifier.Verify((await IssueAsync(task)).Token));
    }

    [Fact]
    public async Task ReplaceAllAsync_OnCommand_MakesWritsAndNoncesOfBeforeWorthless()
    {
        await SettleAsync();
        var nonces = new DpopNonces(keyring, world.Time);
        var task = await world.OpenAsync();
        var (old, nonce, stored) = (await IssueAsync(task), nonces.Current, keyring.Seal("stored"u8, []));
        Assert.IsType<WritVerification.Verified>(verifier.Verify(old.Token));

        await rotation.ReplaceAllAsync("operator", Cancelled);
        Assert.Equal(JoseRefusal.UnknownKey, Assert.IsType<WritVerification.Refused>(verifier.Verify(old.Token)).Reason);
        Assert.DoesNotContain(nonce, nonces.Taken);
        Assert.Contains(nonces.Current, nonces.Taken);
        Assert.Single(keys.Set.Keys);
        Assert.IsType<WritVerification.Verified>(verifier.Verify((await IssueAsync(task)).Token));
        Assert.Equal("stored"u8.ToArray(), keyring.Open(stored, []));
        var entry = world.Journal.Entries.OfType<LedgerEntry.KeyringChanged>().Last();
        Assert.Equal(("operator", 3), (entry.Cause, entry.Made.Length));
        Assert.DoesNotContain(entry.Destroyed, static k => k.Purpose == KeyPurpose.Sealing);
    }

    [Fact]
    public async Task ReplaceAllAsync_StoreThatCannotCommit_ChangesNothing()
    {
        await SettleAsync();
        var before = keyring.Generations;
        world.Journal.Unavailable = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await rotation.ReplaceAllAsync("operator", Cancelled));
        Assert.Equal(before.AsEnumerable(), keyring.Generations);
    }

    private async Task SettleAsync()
    {
        // The fake keyring's keys are of no known date, so new ones are due at once.
        await rotation.KeepAsync(Cancelled);
        world.Time.Advance(KeyringSchedule.Lead + KeyringSchedule.Afterlife);
        await rotation.KeepAsync(Cancelled);
        Assert.Single(keys.Set.Keys);
    }

    private async Task<WritIssuing.Issued> IssueAsync(AgentTask task) =>
        Assert.IsType<WritIssuing.Issued>(await issuer.IssueAsync(task, WritBinding.Socket, Cancelled));

    private static string? KeyIdOf(string token) => UnverifiedJws.TryParse(token, out var jws, out _) ? jws.Header.KeyId : null;
}
