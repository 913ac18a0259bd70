using System.Text;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Tests.Federation;

/// <summary>How the bundle of another trust domain is had, kept, replaced and given up.</summary>
public sealed class FederationKeeperTests : IAsyncLifetime
{
    private readonly FederationWorld world = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Keep_EndpointServesABundle_ItsWorkloadsCanBeVerifiedAndThatIsRecorded()
    {
        using var keeper = world.Keeper();
        var token = await world.PeerTokenAsync();
        Assert.False(world.IsBelieved(token));
        var changed = world.Own.Changed;
        await keeper.KeepAsync(Cancelled);
        Assert.True(changed.IsCompleted);
        Assert.True(world.IsBelieved(token));
        var entry = Assert.Single(world.Entries);
        Assert.Equal((FederationWorld.Peer, world.Other.Bundle.Sequence, Digest256.Sha256(world.Other.Bundle.ToJson()), "endpoint"), (entry.TrustDomain, entry.Sequence, entry.Bundle, entry.Cause));
        Assert.Null(Assert.Single(keeper.Status).Problem);

        // Nothing new is nothing to record, and nothing to tell.
        changed = world.Own.Changed;
        await keeper.RefreshAsync(Cancelled);
        Assert.False(changed.IsCompleted);
        Assert.Single(world.Entries);
    }

    [Fact]
    public async Task Keep_KeysRotate_TheNewAreKnownBeforeTheySign()
    {
        using var keeper = world.Keeper();
        await keeper.KeepAsync(Cancelled);
        for (var step = 0; step < 48; step++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(30));
            await world.Other.KeepAsync(Cancelled);
            world.Publish();

            // Half an hour passes here between two questions, and ten minutes between publishing and signing: ask again once it signs.
            await keeper.KeepAsync(Cancelled);
            Assert.True(world.IsBelieved(await world.PeerTokenAsync()), $"step {step}");
        }

        Assert.True(world.Entries.Count() > 2);
    }

    [Fact]
    public async Task Start_NoNetwork_HasTheLastGoodBundle()
    {
        using (var first = world.Keeper())
        {
            await first.KeepAsync(Cancelled);
        }

        world.Own.Federate([]);
        world.Documents.Fail(FederationWorld.Address);
        var token = await world.PeerTokenAsync();
        Assert.False(world.IsBelieved(token));
        using var second = world.Keeper();
        await second.StartAsync(Cancelled);
        Assert.True(world.IsBelieved(token));
        await second.RefreshAsync(Cancelled);
        Assert.True(world.IsBelieved(token));
        Assert.Contains("cannot be reached", Assert.Single(second.Status).Problem, StringComparison.Ordinal);
        await second.StopAsync(Cancelled);
    }

    [Fact]
    public async Task Keep_FileOfBundleSpoilt_IsNoBundle()
    {
        using (var first = world.Keeper())
        {
            await first.KeepAsync(Cancelled);
        }

        var file = Assert.Single(Directory.GetFiles(world.Folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        File.WriteAllText(file, "{\"keys\":[");
        world.Own.Federate([]);
        world.Documents.Fail(FederationWorld.Address);
        using var second = world.Keeper();
        await second.KeepAsync(Cancelled);
        Assert.False(world.IsBelieved(await world.PeerTokenAsync()));
        Assert.Null(Assert.Single(second.Status).Bundle);
    }

    [Fact]
    public async Task Keep_OlderBundle_IsNotTaken()
    {
        using var keeper = world.Keeper();
        var old = Encoding.UTF8.GetString(world.Other.Bundle.ToJson());
        await world.Other.ReplaceAllAsync("operator", Cancelled);
        world.Publish();
        await keeper.KeepAsync(Cancelled);
        var token = await world.PeerTokenAsync();
        Assert.True(world.IsBelieved(token));

        foreach (var replayed in new[] { old, old.Replace("\"spiffe_sequence\"", "\"another\"", StringComparison.Ordinal), """{"keys":[],"spiffe_sequence":0}""" })
        {
            world.Publish(replayed);
            await keeper.RefreshAsync(Cancelled);
            Assert.True(world.IsBelieved(token));
            Assert.Contains("older bundle", Assert.Single(keeper.Status).Problem, StringComparison.Ordinal);
        }

        world.Publish();
        await keeper.RefreshAsync(Cancelled);
        Assert.Null(Assert.Single(keeper.Status).Problem);
    }

    [Fact]
    public async Task Keep_BundleWithoutKeys_RevokesEverything()
    {
        using var keeper = world.Keeper();
        await keeper.KeepAsync(Cancelled);
        var token = await world.PeerTokenAsync();
        Assert.True(world.IsBelieved(token));
        world.Publish($$"""{"keys":[],"spiffe_sequence":{{world.Other.Bundle.Sequence + 1}}}""");
        await keeper.RefreshAsync(Cancelled);
        Assert.False(world.IsBelieved(token));
        Assert.True(world.Own.Bundles.TryFind(FederationWorld.Peer, out var empty));
        Assert.Empty(empty.X509Authorities);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    [InlineData("""{"keys":[],"spiffe_sequence":-1}""")]
    [InlineData("""{"keys":[{"kty":"EC","use":"jwt-svid"}]}""")]
    public async Task Keep_NoBundle_LeavesTheLastGoodOne(string json)
    {
        using var keeper = world.Keeper();
        await keeper.KeepAsync(Cancelled);
        world.Publish(json);
        await keeper.RefreshAsync(Cancelled);
        Assert.Contains("is no trust bundle", Assert.Single(keeper.Status).Problem, StringComparison.Ordinal);
        Assert.True(world.IsBelieved(await world.PeerTokenAsync()));
    }

    [Theory]
    [InlineData("\"spiffe_refresh_hint\":1", 60)]
    [InlineData("\"spiffe_refresh_hint\":0", 60)]
    [InlineData("\"spiffe_refresh_hint\":600", 600)]
    [InlineData("\"spiffe_refresh_hint\":2000000000", 86400)]
    [InlineData("\"more\":1", 300)]
    public async Task Keep_RefreshHint_IsKeptWithinItsBounds(string member, int seconds)
    {
        world.Publish($$"""{"keys":[],{{member}}}""");
        using var keeper = world.Keeper();
        await keeper.KeepAsync(Cancelled);
        Assert.Equal(world.Time.GetUtcNow().AddSeconds(seconds), Assert.Single(keeper.Status).Next);
        world.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        await keeper.KeepAsync(Cancelled);
        Assert.Single(world.Documents.Requests);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await keeper.KeepAsync(Cancelled);
        Assert.Equal(2, world.Documents.Requests.Count);
    }

    [Fact]
    public async Task Keep_ReleaseNamesItNoMore_IsBelievedNoMore()
    {
        using var keeper = world.Keeper();
        await keeper.KeepAsync(Cancelled);
        world.Register();
        await keeper.KeepAsync(Cancelled);
        Assert.False(world.IsBelieved(await world.PeerTokenAsync()));
        Assert.Equal(".left", Path.GetExtension(Assert.Single(Directory.GetFiles(world.Folder))));
        Assert.Equal("release", world.Entries.Last().Cause);
        world.Documents.Fail(FederationWorld.Address);
        world.Register(world.Web);
        await keeper.KeepAsync(Cancelled);
        Assert.False(world.IsBelieved(await world.PeerTokenAsync()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Keep_ReleaseNamesItAgain_TakesNoOlderBundle(bool whileDown)
    {
        var old = Encoding.UTF8.GetString(world.Other.Bundle.ToJson());
        var file = world.Spiffe;
        await world.Other.ReplaceAllAsync("operator", Cancelled);
        world.Publish();
        var keeper = world.Keeper();
        await keeper.KeepAsync(Cancelled);
        if (whileDown)
        {
            keeper.Dispose();
            keeper = world.Keeper();
        }

        world.Register();
        await keeper.KeepAsync(Cancelled);
        keeper.Dispose();
        keeper = world.Keeper();
        world.Publish(old);
        world.Register(world.Web);
        await keeper.KeepAsync(Cancelled);
        Assert.Contains("older bundle", Assert.Single(keeper.Status).Problem, StringComparison.Ordinal);
        Assert.Null(keeper.Status[0].Bundle);
        world.Register(file);
        await keeper.KeepAsync(Cancelled);
        Assert.Null(keeper.Status[0].Bundle);

        world.Publish();
        world.Register(world.Web);
        await keeper.RefreshAsync(Cancelled);
        Assert.Null(Assert.Single(keeper.Status).Problem);
        Assert.True(world.IsBelieved(await world.PeerTokenAsync()));
        keeper.Dispose();
    }

    [Fact]
    public async Task Keep_BundleFileChanged_CountsUnlessProvablyOlder()
    {
        world.Documents.Fail(FederationWorld.Address);
        var first = world.Spiffe;
        var old = await world.PeerTokenAsync();
        world.Register(first);
        using (var keeper = world.Keeper())
        {
            await keeper.KeepAsync(Cancelled);
            Assert.True(world.IsBelieved(old));
        }

        // One without a version cannot be shown to be older, also when it changed while nothing ran.
        await world.Other.ReplaceAllAsync("operator", Cancelled);
        var token = await world.PeerTokenAsync();
        world.Register(world.Spiffe with { FirstBundle = world.Spiffe.FirstBundle!.Replace("\"spiffe_sequence\"", "\"another\"", StringComparison.Ordinal) });
        using var second = world.Keeper();
        await second.KeepAsync(Cancelled);
        Assert.True(world.IsBelieved(token));
        Assert.False(world.IsBelieved(old));

        // The same file again is no change, and a changed one that is provably older is not taken.
        world.Register(world.Spiffe);
        await second.KeepAsync(Cancelled);
        Assert.True(world.IsBelieved(token));
        var entries = world.Entries.Count();
        world.Register(first);
        await second.KeepAsync(Cancelled);
        Assert.True(world.IsBelieved(token));
        Assert.False(world.IsBelieved(old));
        Assert.Equal(entries, world.Entries.Count());
    }

    [Fact]
    public async Task Keep_BundleFileTheSameAsBefore_LeavesWhatTheEndpointGaveSince()
    {
        // Without versions the file is not provably older.
        static string Unversioned(string json) => json.Replace("\"spiffe_sequence\"", "\"another\"", StringComparison.Ordinal);
        world.Documents.Fail(FederationWorld.Address);
        world.Register(world.Web with { FirstBundle = Unversioned(world.Spiffe.FirstBundle!) });
        using (var keeper = world.Keeper())
        {
            await keeper.KeepAsync(Cancelled);
            await world.Other.ReplaceAllAsync("operator", Cancelled);
            world.Publish(Unversioned(world.Spiffe.FirstBundle!));
            await keeper.RefreshAsync(Cancelled);
        }

        var token = await world.PeerTokenAsync();
        world.Documents.Fail(FederationWorld.Address);
        using var second = world.Keeper();
        await second.RefreshAsync(Cancelled);
        Assert.True(world.IsBelieved(token));
    }

    [Fact]
    public async Task Keep_BundleCannotBeKept_IsRecordedOnceAndTakenOnceItCan()
    {
        File.WriteAllText(world.Folder, "in the way");
        using var keeper = world.Keeper();
        var token = await world.PeerTokenAsync();
        for (var minute = 0; minute < 5; minute++)
        {
            await keeper.RefreshAsync(Cancelled);
            Assert.Contains("could not be kept", Assert.Single(keeper.Status).Problem, StringComparison.Ordinal);
            Assert.False(world.IsBelieved(token));
        }

        Assert.Single(world.Entries);
        File.Delete(world.Folder);
        await keeper.RefreshAsync(Cancelled);
        Assert.True(world.IsBelieved(token));
        Assert.Single(world.Entries);
    }

    [Fact]
    public async Task Keep_StoreCannotCommit_TakesNothingNew()
    {
        using var keeper = world.Keeper();
        var token = await world.PeerTokenAsync();
        world.Journal.Unavailable = true;
        await keeper.KeepAsync(Cancelled);
        Assert.False(world.IsBelieved(token));
        Assert.Contains("could not be recorded", Assert.Single(keeper.Status).Problem, StringComparison.Ordinal);
        world.Journal.Unavailable = false;
        await keeper.RefreshAsync(Cancelled);
        Assert.True(world.IsBelieved(token));
    }

    [Fact]
    public async Task Keep_ByHttpsSpiffe_BelievesTheEndpointsIdAloneAndFollowsItsRotation()
    {
        world.Register(world.Spiffe);
        using var keeper = world.Keeper();
        Assert.Contains("is not believed", await ProblemAsync(), StringComparison.Ordinal);
        await world.ShowAsync(SpiffeId.FromSegments(FederationWorld.Peer, "zone", "tools", "mcp"));
        Assert.Contains("another SPIFFE id", await ProblemAsync(), StringComparison.Ordinal);
        await world.ShowAsync();
        Assert.Null(await ProblemAsync());

        // Keys rotate with overlap, so the bundle of before verifies the endpoint that serves the next.
        for (var step = 0; step < 48; step++)
        {
            world.Time.Advance(TimeSpan.FromHours(6));
            await world.Other.KeepAsync(Cancelled);
            world.Publish();
            await world.ShowAsync();
            Assert.Null(await ProblemAsync());
            Assert.True(world.IsBelieved(await world.PeerTokenAsync()), $"step {step}");
        }

        async Task<string?> ProblemAsync()
        {
            await keeper.RefreshAsync(Cancelled);
            return Assert.Single(keeper.Status).Problem;
        }
    }

    [Fact]
    public async Task Keep_ByHttpsSpiffeAndEveryKeyReplaced_NeedsANewBundleFile()
    {
        world.Register(world.Spiffe);
        using var keeper = world.Keeper();
        await world.ShowAsync();
        await keeper.KeepAsync(Cancelled);
        await world.Other.ReplaceAllAsync("operator", Cancelled);
        world.Publish();
        await world.ShowAsync();
        await keeper.RefreshAsync(Cancelled);
        Assert.Contains("not of its trust domain", Assert.Single(keeper.Status).Problem, StringComparison.Ordinal);
        var token = await world.PeerTokenAsync();
        Assert.False(world.IsBelieved(token));

        world.Register(world.Spiffe);
        await keeper.RefreshAsync(Cancelled);
        Assert.Null(Assert.Single(keeper.Status).Problem);
        Assert.True(world.IsBelieved(token));
    }

    [Fact]
    public void Federate_OwnTrustDomainOrOneTwice_IsTheCallersMistake()
    {
        Assert.Throws<ArgumentException>(() => world.Own.Federate([world.Own.Bundle]));
        Assert.Throws<ArgumentException>(() => world.Own.Federate([world.Other.Bundle, world.Other.Bundle]));
    }

    [Fact]
    public async Task Keep_AnswersChangedAtRandom_NeverThrowsAndNeverForgetsTheOwnTrustDomain()
    {
        using var keeper = world.Keeper();
        var good = world.Other.Bundle.ToJson();
        var chance = new Random(20261201);
        for (var n = 0; n < 1000; n++)
        {
            var changed = good.ToArray();
            for (var times = chance.Next(1, 4); times > 0; times--)
            {
                changed[chance.Next(changed.Length)] = (byte)chance.Next(256);
            }

            world.Documents.Put(FederationWorld.Address, changed);
            await keeper.RefreshAsync(Cancelled);
            Assert.True(world.Own.Bundles.TryFind(world.Own.Bundle.TrustDomain, out var own));
            Assert.Same(world.Own.Bundle, own);
        }
    }
}
