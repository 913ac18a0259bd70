using Microsoft.Extensions.Logging.Abstractions;
using Writ.Authority.Tokens;
using Writ.Cli;
using Writ.Domain;
using Writ.Jose;
using Writ.Storage;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Planes;

/// <summary>The plane test of clocks: whoever sets the wall clock keeps nothing alive, and makes no proof good twice.</summary>
public sealed class ClockPlaneTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TwoClocks clocks = new();
    private readonly SteadyTime time;
    private readonly TestWorld world;
    private readonly WritIssuer issuer;
    private readonly WritVerifier verifier;

    public ClockPlaneTests()
    {
        time = new SteadyTime(clocks, () => clocks.Boot);
        world = new TestWorld(time);
        var options = new TokenOptions(Samples.TrustDomain, new IssuerAddress());
        var keys = new WritKeys(world.Keyring, time);
        issuer = new WritIssuer(options, keys, world.Keyring, world.Journal, world.Ulids, time);
        verifier = new WritVerifier(options, keys, time);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData(-60)]
    [InlineData(-4)]
    [InlineData(0)]
    public async Task T25_WallClockSetBack_WritEndsByTheBootClock(int minutes)
    {
        var token = await IssueAsync();
        clocks.Pass(TimeSpan.FromMinutes(4));
        clocks.Set(TimeSpan.FromMinutes(minutes));
        Assert.IsType<WritVerification.Verified>(verifier.Verify(token));
        clocks.Pass(2 * Minute);
        AssertExpired(token);
    }

    [Fact]
    public async Task T25_WallClockSetForward_WritEndsAtOnceAndANewOneIsGood()
    {
        var token = await IssueAsync();
        clocks.Set(TimeSpan.FromMinutes(6));
        AssertExpired(token);
        Assert.IsType<WritVerification.Verified>(verifier.Verify(await IssueAsync()));
    }

    [Fact]
    public async Task T25_WallClockSetForwardAndBack_NothingThatIsOverByEitherIsAccepted()
    {
        var token = await IssueAsync();
        clocks.Set(Hour);
        AssertExpired(token);
        clocks.Set(-2 * Hour);
        clocks.Pass(6 * Minute);
        AssertExpired(token);
        Assert.IsType<WritVerification.Verified>(verifier.Verify(await IssueAsync()));
    }

    [Theory]
    [InlineData(1_000, 0)]      // the second before midnight comes twice
    [InlineData(0, 1_000)]      // or is smeared over an hour
    public async Task T25_LeapSecond_TimeNeverGoesBackAndNothingLivesLonger(int step, int smear)
    {
        var token = await IssueAsync();
        var (before, stepped) = (time.GetUtcNow(), false);
        for (var second = 0; second < 300; second++)
        {
            clocks.Pass(TimeSpan.FromSeconds(1));
            clocks.Set(-TimeSpan.FromMilliseconds(smear / 3600.0));
            if (second == 120 && !stepped)
            {
                stepped = true;
                clocks.Set(-TimeSpan.FromMilliseconds(step));
            }

            var now = time.GetUtcNow();
            Assert.True(now >= before + TimeSpan.FromSeconds(1), $"{before:O} {now:O}");
            before = now;
        }

        AssertExpired(token);
    }

    [Fact]
    public async Task T25_RestartWithTheWallClockBehindTheLedger_TimeGoesOnFromTheLedger()
    {
        var token = await IssueAsync();
        var last = time.GetUtcNow() + (6 * Minute);
        clocks.Set(-Hour);
        var restarted = new SteadyTime(clocks, () => clocks.Boot);
        Assert.True(restarted.GetUtcNow() < last);
        restarted.NotBefore(last);
        restarted.NotBefore(last - Hour);
        Assert.Equal(last, restarted.GetUtcNow());
        clocks.Pass(Minute);
        Assert.Equal(last + Minute, restarted.GetUtcNow());
        var again = new WritVerifier(new TokenOptions(Samples.TrustDomain, new IssuerAddress()), new WritKeys(world.Keyring, restarted), restarted);
        Assert.Equal(JoseRefusal.Expired, Assert.IsType<WritVerification.Refused>(again.Verify(token)).Reason);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    public async Task T25_ProofSentAgainAfterTheClockWentAndCameBack_IsGoodOnce(int minutes)
    {
        using var folder = new TempFolder();
        await using var store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions { DataFolder = folder.At("data"), AnchorFile = folder.At("anchor") },
            world.Keyring, Samples.TrustDomain, time, world.Ulids, NullLogger<SqliteStore>.Instance, Cancelled);
        var check = new ProofCheck(time);
        using var key = SigningKey.Generate();
        var proof = Prove(key, "once");
        Assert.IsType<CommitResult.Committed>(await SpendAsync(store, check, proof));

        // An hour is long enough for everything that is over to be forgotten, and each commit may forget some.
        clocks.Set(TimeSpan.FromMinutes(minutes));
        for (var n = 0; n < 5; n++)
        {
            await store.Journal.CommitAsync([], [], [world.Samples.Entry()], Cancelled);
            clocks.Pass(TimeSpan.FromSeconds(10));
        }

        clocks.Set(TimeSpan.FromMinutes(-minutes));
        Assert.IsType<CommitResult.Refused>(await SpendAsync(store, check, proof));
        Assert.IsType<CommitResult.Committed>(await SpendAsync(store, check, Prove(key, "another")));
    }

    [Fact]
    public void T25_TheMachinesOwnClocks_AreSteady()
    {
        var real = new SteadyTime();
        var (before, stamp) = (real.GetUtcNow(), real.GetTimestamp());
        for (var n = 0; n < 1_000; n++)
        {
            var (now, next) = (real.GetUtcNow(), real.GetTimestamp());
            Assert.True(now >= before - TimeSpan.FromMilliseconds(1) && next >= stamp);
            (before, stamp) = (now, next);
        }
    }

    private void AssertExpired(string token) => Assert.Equal(JoseRefusal.Expired, Assert.IsType<WritVerification.Refused>(verifier.Verify(token)).Reason);

    private async Task<string> IssueAsync() => Assert.IsType<WritIssuing.Issued>(await issuer.IssueAsync(world.Open(), WritBinding.Socket, Cancelled)).Token;

    private string Prove(SigningKey key, string id) => DpopProver.Prove(key, "POST", "http://127.0.0.1:7420/oauth/token", id, time.GetUtcNow(), null, null);

    private static ValueTask<CommitResult> SpendAsync(SqliteStore store, ProofCheck check, string proof)
    {
        var verified = Assert.IsType<ProofVerdict.Verified>(check.Check(proof, "POST", "http://127.0.0.1:7420/oauth/token", null, []));
        return store.Journal.CommitAsync([verified.Unspent], [verified.Spend], [], Cancelled);
    }
}
