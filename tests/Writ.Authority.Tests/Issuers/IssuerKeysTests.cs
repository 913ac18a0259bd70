using System.Text;
using Writ.Authority.Issuers;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Issuers;

/// <summary>How an issuer's keys are found, kept, replaced and given up.</summary>
public sealed class IssuerKeysTests : IDisposable
{
    private readonly IssuerWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Verify_ManyTokens_FetchTheKeysOnce()
    {
        for (var n = 0; n < 50; n++)
        {
            Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now)));
        }

        Assert.Equal([world.Issuer.Discovery, world.Issuer.Keys], world.Documents.Requests.Select(static r => r.Address));
        Assert.All(world.Documents.Requests, static r => Assert.False(r.NamedByOther));
    }

    [Fact]
    public async Task Verify_KeyThatWasAddedSince_IsFoundByItsId()
    {
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now)));
        world.Issuer.Add("two", "RS256");
        world.Publish();
        world.Time.Advance(IssuerKeys.LeastInterval);
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("two", world.Now)));
    }

    [Fact]
    public async Task Verify_KeyThatWasWithdrawn_IsBelievedNoMoreOnceTheKeysAreFetchedAnew()
    {
        world.Issuer.Add("two");
        world.Publish();
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now)));
        world.Publish(without: "one");
        world.Time.Advance(IssuerKeys.Refresh);

        // The first token of that age already waits for the keys as they are now.
        Assert.Contains("key is not known", await world.RefusalAsync(world.Issuer.Token("one", world.Now)), StringComparison.Ordinal);
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("two", world.Now)));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(59)]
    public async Task Verify_KeyWithdrawnWhileNobodyAsked_IsRefusedAtItsFirstUse(int minutes)
    {
        world.Issuer.Add("two");
        world.Publish();
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now)));
        world.Publish(without: "one");
        world.Time.Advance(TimeSpan.FromMinutes(minutes));
        Assert.IsType<IssuerTokenVerification.Refused>(await world.VerifyAsync(world.Issuer.Token("one", world.Now)));
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("two", world.Now)));
    }

    [Fact]
    public async Task Verify_FloodOfUnknownKeyIds_FetchesOnceInAnInterval()
    {
        for (var seconds = 0; seconds < 30; seconds++)
        {
            for (var n = 0; n < 40; n++)
            {
                Assert.Contains("key is not known", await world.RefusalAsync(world.Issuer.Token($"unknown-{seconds}-{n}", world.Now)), StringComparison.Ordinal);
            }

            world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        // 1,200 tokens in thirty seconds: three fetches of two documents each.
        Assert.Equal(6, world.Documents.Requests.Count);
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now)));
    }

    [Fact]
    public async Task Verify_IssuerUnreachable_IsBelievedUntilTheBoundAndNotBeyond()
    {
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now)));
        world.Unplug();
        world.Time.Advance(IssuerKeys.Bound - TimeSpan.FromSeconds(1));
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now)));
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var reason = await world.RefusalAsync(world.Issuer.Token("one", world.Now));
        Assert.Contains("too old: login.example cannot be reached", reason, StringComparison.Ordinal);

        world.Publish();
        world.Time.Advance(IssuerKeys.LeastInterval);
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now)));
    }

    [Fact]
    public async Task Verify_IssuerNeverReached_IsRefusedWithTheReasonAndAskedOnceInAnInterval()
    {
        world.Unplug();
        for (var n = 0; n < 20; n++)
        {
            Assert.Contains("cannot be reached", await world.RefusalAsync(world.Issuer.Token("one", world.Now)), StringComparison.Ordinal);
        }

        Assert.Single(world.Documents.Requests);
        await world.Log.Event(2321);
        Assert.Single(world.Log.Lines);
    }

    [Theory]
    [InlineData("https://login.example/other", null, "names another issuer")]
    [InlineData("https://login.example/realm/", null, "names another issuer")]
    [InlineData(null, "http://login.example/keys", "no https address of keys")]
    [InlineData(null, "http://127.0.0.1/keys", "no https address of keys")]
    [InlineData(null, "keys", "no https address of keys")]
    [InlineData(null, "https://me:pw@login.example/keys", "no https address of keys")]
    [InlineData(null, "file:///etc/passwd", "no https address of keys")]
    public async Task Verify_DiscoveryDocumentThatIsWrong_IsRefusedForIt(string? issuer, string? keys, string reason)
    {
        world.Documents.Put(world.Issuer.Discovery, world.Issuer.DiscoveryDocument(issuer, keys));
        Assert.Contains(reason, await world.RefusalAsync(world.Issuer.Token("one", world.Now)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_KeysKeptElsewhere_AreAskedForAsAnAddressThatAnotherNamed()
    {
        world.Documents.Put(world.Issuer.Discovery, world.Issuer.DiscoveryDocument(keysAddress: "https://keys.example/jwks"));
        world.Documents.Put(new Uri("https://keys.example/jwks"), world.Issuer.KeyDocument(), "application/jwk-set+json");
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now)));
        Assert.Equal([false, true], world.Documents.Requests.Select(static r => r.NamedByOther));
    }

    [Fact]
    public async Task Verify_AddressOfKeysRegistered_AsksForNothingElse()
    {
        world.Register(world.Registration with { KeysAddress = new Uri("https://keys.example/jwks") });
        world.Documents.Put(new Uri("https://keys.example/jwks"), world.Issuer.KeyDocument());
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now)));
        Assert.Equal("https://keys.example/jwks", Assert.Single(world.Documents.Requests).Address.ToString());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"keys\":[],\"keys\":[]}")]
    [InlineData("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"}]}")]
    public async Task Verify_KeysThatCannotBeRead_AreRefusedWithTheReason(string document)
    {
        world.Documents.Put(world.Issuer.Keys, Encoding.UTF8.GetBytes(document));
        Assert.Contains("its keys cannot be read", await world.RefusalAsync(world.Issuer.Token("one", world.Now)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WaiterThatGivesUp_EndsNobodyElsesFetch()
    {
        var answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Documents.Gate = answers.Task;
        using var patience = new CancellationTokenSource();
        var impatient = world.Tokens.VerifyAsync(world.Issuer.Token("one", world.Now), IssuerUse.Subject, patience.Token).AsTask();
        var patient = world.VerifyAsync(world.Issuer.Token("one", world.Now));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        answers.SetResult();
        Assert.IsType<IssuerTokenVerification.Verified>(await patient);
        Assert.Equal(2, world.Documents.Requests.Count);
    }

    [Fact]
    public async Task Get_DocumentsChangedAtRandom_GiveKeysOrAReasonAndNothingElse()
    {
        var documents = new FakeDocuments();
        var fetch = new IssuerKeyFetch(documents);
        var source = IssuerKeySource.Of(world.Registration);
        var chance = new Random(20261201);
        var (discovery, keys) = (world.Issuer.DiscoveryDocument(), world.Issuer.KeyDocument());
        for (var n = 0; n < 4000; n++)
        {
            documents.Put(world.Issuer.Discovery, n % 2 == 0 ? Changed(discovery) : discovery);
            documents.Put(world.Issuer.Keys, n % 2 == 1 ? Changed(keys) : keys);
            try
            {
                Assert.NotNull(await fetch.GetAsync(source, TestContext.Current.CancellationToken));
            }
            catch (Exception told) when (told is FormatException or DocumentException)
            {
                Assert.DoesNotContain('\n', told.Message);
            }
        }

        byte[] Changed(byte[] good)
        {
            var changed = good.ToArray();
            for (var times = chance.Next(1, 4); times > 0; times--)
            {
                changed[chance.Next(changed.Length)] = (byte)chance.Next(256);
            }

            return changed;
        }
    }
}
