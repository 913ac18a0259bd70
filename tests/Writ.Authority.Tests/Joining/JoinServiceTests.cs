using System.Security.Cryptography.X509Certificates;
using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Authority.Issuers;
using Writ.Authority.Joining;
using Writ.Authority.Keys;
using Writ.Authority.Tests.Attestation;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;
using Writ.Testing;
using SigningKey = Writ.Jose.SigningKey;

namespace Writ.Authority.Tests.Joining;

/// <summary>Workloads on other machines, on a clock that stands still.</summary>
public sealed class JoinServiceTests : IAsyncLifetime
{
    private static readonly Slug Agent = Slug.Parse("support-agent");

    private readonly World world = new();
    private readonly TempFolder home = new();
    private readonly SigningKey holder = SigningKey.Generate();
    private readonly SigningKey provider = SigningKey.Generate();
    private readonly FileIdentityKeys keys;
    private readonly SvidAuthority authority;
    private readonly InstanceRegistry registry;
    private readonly ProofCheck proofs;
    private readonly JoinTokens tokens;
    private readonly JoinService joining;
    private int proof;

    public JoinServiceTests()
    {
        keys = FileIdentityKeys.Open(home.At("keys"), world.Keyring);
        authority = new SvidAuthority(world.Release.TrustDomain, keys, new IdentityOptions(), world.Keyring, world.Journal, world.Ids, world.Time);
        registry = world.Registry(new FakeProcesses());
        proofs = new ProofCheck(world.Time);
        tokens = new JoinTokens(world, world.Journal, world.Ids, world.Time);
        joining = Service(registry);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await authority.KeepAsync(Cancelled);

    public ValueTask DisposeAsync()
    {
        registry.Dispose();
        keys.Dispose();
        holder.Dispose();
        provider.Dispose();
        world.Dispose();
        home.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Join_ByAToken_IsAnInstanceWithAnIdentityOverTheProvenKey()
    {
        var joined = await JoinedAsync(await OfferAsync());
        var instance = joined.Instance;
        Assert.Equal(("agent/support-agent", AttestationMethod.JoinToken, Assurance.Remote, 0), (instance.Path.ToString(), instance.Method, instance.Assurance, instance.ProcessId));
        Assert.Equal(instance, registry.Find(instance.Id));
        Assert.Equal(holder.PublicKey.Thumbprint, registry.KeyOf(instance.Id)!.Thumbprint);
        Assert.Equal(1, registry.Count);

        // The identity is of this instance, over this key, and as long as the lease.
        var leaf = joined.Svid.Chain[0];
        var svid = Assert.IsType<X509SvidVerification.Verified>(X509SvidVerification.Verify(joined.Svid.Chain, authority.Bundles, world.Time.GetUtcNow()));
        Assert.Equal(instance.Id, svid.Id);
        using var certified = leaf.GetECDsaPublicKey()!;
        Assert.Equal(holder.PublicKey.Thumbprint, PublicJwk.FromEcdsa(certified).Thumbprint);
        Assert.Equal(joined.Svid.Expires, instance.LeaseEnds);

        var entry = Assert.Single(world.Journal.Entries.OfType<LedgerEntry.InstanceAttested>());
        Assert.Equal(instance, entry.Instance);
        var line = System.Text.Encoding.UTF8.GetString(entry.ToBytes());
        Assert.Contains("\"assurance\":\"remote\",\"attestation\":\"join-token\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain("\"uid\"", line, StringComparison.Ordinal);
        Assert.Single(world.Journal.Entries.OfType<LedgerEntry.X509SvidIssued>(), e => e.Holder == instance.Id);
    }

    [Fact]
    public async Task Join_OneTokenManyTimesAtOnce_IsOneInstance()
    {
        var token = await OfferAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await joining.JoinAsync(token, Key, Proven(), Cancelled), Cancelled)));
        Assert.Single(results.OfType<JoinResult.Joined>());
        Assert.Equal(49, results.OfType<JoinResult.Refused>().Count());
        Assert.Single(world.Journal.Entries.OfType<LedgerEntry.InstanceAttested>());
    }

    [Theory]
    [InlineData("never")]
    [InlineData("taken")]
    [InlineData("late")]
    [InlineData("other-agent")]
    [InlineData("withdrawn")]
    [InlineData("contained")]
    [InlineData("everything")]
    [InlineData("restored")]
    public async Task Join_TokenThatIsNotGood_IsRefusedAndIssuesNothing(string how)
    {
        var token = await OfferAsync();
        switch (how)
        {
            case "never":
                token = JoinToken.New(Agent);
                break;
            case "taken":
                await JoinedAsync(token);
                break;
            case "late":
                world.Time.Advance(TimeSpan.FromMinutes(5));
                break;
            case "other-agent":
                Assert.True(JoinToken.TryParse(token.Reveal().Replace("support-agent", "other", StringComparison.Ordinal), out var other));
                token = other;
                break;
            case "withdrawn":
                world.Current = new ReleaseInForce(world.Release with { Agents = world.Release.Agents.Remove(Agent) }, world.Decisions);
                break;
            case "contained":
                await world.Journal.CommitAsync([], [new Change.Contain(ContainmentKey.Agent(Agent))], [], Cancelled);
                break;
            case "everything":
                await world.Journal.CommitAsync([], [new Change.Contain(ContainmentKey.Everything)], [], Cancelled);
                break;
            default:
                // A backup from before the token was taken: what was given out in another epoch is dead.
                world.Journal.StartEpoch();
                break;
        }

        var before = world.Journal.Entries.Length;
        Assert.IsType<JoinResult.Refused>(await joining.JoinAsync(token, Key, Proven(), Cancelled));
        Assert.Equal(before, world.Journal.Entries.Length);
    }

    [Fact]
    public async Task Join_ReleaseChangesMeanwhile_IsDecidedByTheNewOne()
    {
        var token = await OfferAsync();
        world.Journal.BeforeCommit = () => _ = world.Journal.CommitAsync([], [new Change.Activate(ReleaseId.Of(Digest256.Sha256("other"u8)), new byte[1])], [], Cancelled);
        Assert.IsType<JoinResult.Refused>(await joining.JoinAsync(token, Key, Proven(), Cancelled));
        await world.Journal.CommitAsync([], [new Change.Activate(world.Release.Id, world.Release.Content)], [], Cancelled);
        await JoinedAsync(token);
    }

    [Fact]
    public async Task Join_OneProofForTwoTokens_IsOneInstance()
    {
        var once = Proven();
        Assert.IsType<JoinResult.Joined>(await joining.JoinAsync(await OfferAsync(), Key, once, Cancelled));
        Assert.IsType<JoinResult.Replayed>(await joining.JoinAsync(await OfferAsync(), Key, once, Cancelled));
    }

    [Fact]
    public async Task Offer_OfAnAgentThatIsNotOrIsContained_IsNone()
    {
        Assert.Null(await tokens.OfferAsync(Slug.Parse("nobody"), JoinTokens.Usual, Cancelled));
        await world.Journal.CommitAsync([], [new Change.Contain(ContainmentKey.Agent(Agent))], [], Cancelled);
        Assert.Null(await tokens.OfferAsync(Agent, JoinTokens.Usual, Cancelled));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await tokens.OfferAsync(Agent, JoinTokens.Longest + TimeSpan.FromSeconds(1), Cancelled));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await tokens.OfferAsync(Agent, TimeSpan.Zero, Cancelled));
    }

    [Fact]
    public async Task Offer_InTheLedger_IsADigest()
    {
        var token = await OfferAsync();
        var entry = Assert.Single(world.Journal.Entries.OfType<LedgerEntry.JoinOffered>());
        Assert.Equal(token.Digest, entry.Token);
        Assert.DoesNotContain(token.Reveal().Split('.')[1], System.Text.Encoding.UTF8.GetString(entry.ToBytes()), StringComparison.Ordinal);
        Assert.DoesNotContain(token.Reveal().Split('.')[1], token.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lease_NotRenewed_EndsWithItsTasks()
    {
        var joined = await JoinedAsync(await OfferAsync());
        var task = await world.OpenAsync(joined.Instance);
        Assert.Equal((AttestationMethod.JoinToken, Assurance.Remote), (task.Actor.Method, task.Actor.Assurance));
        world.Time.Advance(TimeSpan.FromMinutes(59));
        await registry.SweepAsync(Cancelled);
        Assert.NotNull(registry.Find(joined.Instance.Id));

        // From the instant of its end nobody is it, before anything is written.
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(registry.Find(joined.Instance.Id));
        Assert.Null(registry.KeyOf(joined.Instance.Id));
        Assert.True(registry.IsEnding(joined.Instance.Id));
        Assert.IsType<JoinResult.Refused>(await joining.RenewAsync(joined.Instance.Id, Key, Proven(), Cancelled));

        await registry.SweepAsync(Cancelled);
        Assert.Equal("lease-ended", Assert.Single(world.Journal.Entries.OfType<LedgerEntry.InstanceEnded>()).Cause);
        Assert.Equal(TaskState.Revoked, (await world.Journal.FindTaskAsync(task.Id, Cancelled))!.Standing.State);
        Assert.Equal(0, registry.Count);
    }

    [Fact]
    public async Task Lease_Renewed_LastsAsLongAsTheNewIdentity()
    {
        var joined = await JoinedAsync(await OfferAsync());
        world.Time.Advance(TimeSpan.FromMinutes(30));
        var renewed = Assert.IsType<JoinResult.Joined>(await joining.RenewAsync(joined.Instance.Id, Key, Proven(), Cancelled));
        Assert.Equal(joined.Instance.Id, renewed.Instance.Id);
        Assert.True(renewed.Svid.Expires > joined.Svid.Expires);
        Assert.Equal(renewed.Svid.Expires, Assert.Single(await world.Journal.LiveInstancesAsync(Cancelled)).LeaseEnds);
        world.Time.Advance(TimeSpan.FromMinutes(45));
        await registry.SweepAsync(Cancelled);
        Assert.Equal(renewed.Svid.Expires, registry.Find(joined.Instance.Id)!.LeaseEnds);
    }

    [Theory]
    [InlineData("other-key")]
    [InlineData("unknown")]
    [InlineData("contained")]
    [InlineData("agent-contained")]
    [InlineData("withdrawn")]
    [InlineData("ended")]
    [InlineData("local")]
    public async Task Renew_ByWhomItIsNotFor_IsRefused(string how)
    {
        var joined = await JoinedAsync(await OfferAsync());
        var (id, key) = (joined.Instance.Id, Key);
        using var thief = SigningKey.Generate();
        switch (how)
        {
            case "other-key":
                key = KeyOf(thief);
                break;
            case "unknown":
                id = SpiffeId.Parse("spiffe://support.example/agent/support-agent/other");
                break;
            case "contained":
                await world.Journal.CommitAsync([], [new Change.Contain(ContainmentKey.Instance(id))], [], Cancelled);
                break;
            case "agent-contained":
                await world.Journal.CommitAsync([], [new Change.Contain(ContainmentKey.Agent(Agent))], [], Cancelled);
                break;
            case "withdrawn":
                world.Current = new ReleaseInForce(world.Release with { Agents = world.Release.Agents.Remove(Agent) }, world.Decisions);
                break;
            case "ended":
                await registry.EndAsync(id, "exited", default, Cancelled);
                break;
            default:
                id = (await world.AttestAsync()).Id;
                break;
        }

        Assert.IsType<JoinResult.Refused>(await joining.RenewAsync(id, key, Proven(), Cancelled));
        Assert.Single(world.Journal.Entries.OfType<LedgerEntry.X509SvidIssued>());
    }

    [Fact]
    public async Task Renew_OneProofTwice_IsOnce()
    {
        var joined = await JoinedAsync(await OfferAsync());
        var once = Proven();
        Assert.IsType<JoinResult.Joined>(await joining.RenewAsync(joined.Instance.Id, Key, once, Cancelled));
        Assert.IsType<JoinResult.Replayed>(await joining.RenewAsync(joined.Instance.Id, Key, once, Cancelled));
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public async Task StartAsync_InstanceOfBefore_LivesUntilItsLeaseEnds(int minutes, bool lives)
    {
        var joined = await JoinedAsync(await OfferAsync());
        var task = await world.OpenAsync(joined.Instance);
        await registry.StopAsync(Cancelled);
        world.Time.Advance(TimeSpan.FromMinutes(minutes));
        using var restarted = world.Registry(new FakeProcesses());
        await restarted.StartAsync(Cancelled);
        Assert.Equal(lives ? joined.Instance : null, restarted.Find(joined.Instance.Id));
        Assert.Equal(lives, (await world.Journal.FindTaskAsync(task.Id, Cancelled))!.Standing.IsLive);
        Assert.Equal(lives, await Service(restarted).RenewAsync(joined.Instance.Id, Key, Proven(), Cancelled) is JoinResult.Joined);
    }

    [Fact]
    public async Task Join_ByATokenOfAnIdentityProvider_IsWhatAnEntryDescribes()
    {
        world.Register(("job/index", ["oidc:ci:sub:repo:acme/index", "oidc:ci:run:7", "oidc:ci:protected:true", "oidc:ci:groups:docs"]), ("agent/support-agent", ["oidc:ci:sub:repo:acme/support"]), ("job/index", ["unix:uid:1001"]));
        var joined = Assert.IsType<JoinResult.Joined>(await joining.JoinAsync(Token("repo:acme/index"), Key, Proven(), Cancelled));
        Assert.Equal(("job/index", AttestationMethod.Issuer, true), (joined.Instance.Path.ToString(), joined.Instance.Method, joined.Instance.Agent.IsDefault));
        Assert.False(joined.Instance.Selectors.IsDefault);
        Assert.Equal("agent/support-agent", Assert.IsType<JoinResult.Joined>(await joining.JoinAsync(Token("repo:acme/support"), Key, Proven(), Cancelled)).Instance.Path.ToString());
        Assert.IsType<JoinResult.Joined>(await joining.RenewAsync(joined.Instance.Id, Key, Proven(), Cancelled));

        // Once the entry is gone there is nothing to stay for.
        world.Register(("job/index", ["unix:uid:1001"]));
        Assert.IsType<JoinResult.Refused>(await joining.RenewAsync(joined.Instance.Id, Key, Proven(), Cancelled));
    }

    [Theory]
    [InlineData(true, "oidc:ci:sub:repo:acme/support")]
    [InlineData(true, "oidc:ci:sub:repo:acme/other", "oidc:ci:sub:repo:acme/support")]
    [InlineData(false, "oidc:ci:sub:repo:acme/other")]
    [InlineData(false, "oidc:ci:run:7")]
    [InlineData(false, "unix:uid:1001")]
    public async Task Renew_EntryOfTheClassNamesAnotherClaimNow_IsRefused(bool stays, params string[] entries)
    {
        // Two entries held of it: it stays by the one that it joined by.
        world.Register(("job/index", ["oidc:ci:sub:repo:acme/support"]), ("job/index", ["oidc:ci:run:7"]));
        var joined = Assert.IsType<JoinResult.Joined>(await joining.JoinAsync(Token("repo:acme/support"), Key, Proven(), Cancelled));
        Assert.Equal(Digest256.Sha256("oidc:ci:sub:repo:acme/support"u8), joined.Instance.Selectors);
        world.Register([.. entries.Select(static e => ("job/index", new[] { e }))]);
        Assert.Equal(stays, await joining.RenewAsync(joined.Instance.Id, Key, Proven(), Cancelled) is JoinResult.Joined);
        Assert.Equal(stays ? 2 : 1, world.Journal.Entries.OfType<LedgerEntry.X509SvidIssued>().Count());
    }

    [Fact]
    public async Task Join_ClassIsFull_IsRefusedAndTakesNoTokenUntilOneEnds()
    {
        world.Register(("agent/support-agent", ["oidc:ci:sub:repo:acme/support"]), ("job/index", ["oidc:ci:sub:repo:acme/index"]));
        var others = Fill("agent/support-agent", LeasedInstances.MostOfAClass);
        var (token, offered) = (Token("repo:acme/support"), await OfferAsync());
        Assert.IsType<JoinResult.Full>(await joining.JoinAsync(token, Key, Proven(), Cancelled));
        Assert.IsType<JoinResult.Refused>(await joining.JoinAsync(offered, Key, Proven(), Cancelled));
        Assert.Empty(world.Journal.Entries.OfType<LedgerEntry.InstanceAttested>());

        // Another class has room of its own, and so has this one again.
        Assert.IsType<JoinResult.Joined>(await joining.JoinAsync(Token("repo:acme/index"), Key, Proven(), Cancelled));
        await registry.EndAsync(others[0].Id, "exited", default, Cancelled);
        Assert.IsType<JoinResult.Joined>(await joining.JoinAsync(token, Key, Proven(), Cancelled));
        await registry.EndAsync(others[1].Id, "exited", default, Cancelled);
        await JoinedAsync(offered);
        Assert.IsType<JoinResult.Refused>(await joining.JoinAsync(await OfferAsync(), Key, Proven(), Cancelled));
    }

    [Fact]
    public async Task Join_AllIsFull_IsSaidWhateverTheTokenIs()
    {
        for (var i = 0; i < LeasedInstances.Most / LeasedInstances.MostOfAClass; i++)
        {
            Fill($"job/class-{i}", LeasedInstances.MostOfAClass);
        }

        Assert.IsType<JoinResult.Full>(await joining.JoinAsync(await OfferAsync(), Key, Proven(), Cancelled));
        Assert.IsType<JoinResult.Full>(await joining.JoinAsync(JoinToken.New(Slug.Parse("nobody")), Key, Proven(), Cancelled));
        Assert.Empty(world.Journal.Entries.OfType<LedgerEntry.InstanceAttested>());
    }

    [Fact]
    public async Task Join_ManyAtOnceForTheLastPlace_IsOne()
    {
        world.Register(("job/index", ["oidc:ci:sub:repo:acme/index"]));
        Fill("job/index", LeasedInstances.MostOfAClass - 1);
        var identities = Enumerable.Range(0, 8).Select(i => Token("repo:acme/index", run: i)).ToList();
        var results = await Task.WhenAll(identities.Select(identity => Task.Run(async () => await joining.JoinAsync(identity, Key, Proven(), Cancelled), Cancelled)));
        Assert.Single(results.OfType<JoinResult.Joined>());
        Assert.Equal(7, results.OfType<JoinResult.Full>().Count());
    }

    [Fact]
    public async Task Join_OneIdentityTokenTwice_IsOneInstance()
    {
        world.Register(("agent/support-agent", ["oidc:ci:sub:repo:acme/support"]));
        var token = Token("repo:acme/support");
        Assert.IsType<JoinResult.Joined>(await joining.JoinAsync(token, Key, Proven(), Cancelled));
        Assert.IsType<JoinResult.Refused>(await joining.JoinAsync(token, Key, Proven(), Cancelled));
    }

    [Theory]
    [InlineData("oidc:ci:sub:repo:acme/other")]
    [InlineData("oidc:ci:run:8")]
    [InlineData("oidc:ci:protected:false")]
    [InlineData("oidc:ci:groups:ops")]
    [InlineData("oidc:ci:missing:x")]
    [InlineData("oidc:other:sub:repo:acme/support")]
    public async Task Join_IdentityTokenThatNoEntryDescribes_IsRefused(string selector)
    {
        world.Register(("agent/support-agent", ["oidc:ci:sub:repo:acme/support", selector]));
        Assert.IsType<JoinResult.Refused>(await joining.JoinAsync(Token("repo:acme/support"), Key, Proven(), Cancelled));
    }

    [Fact]
    public async Task Join_IdentityTokenThatTwoClassesDescribe_IsNeither()
    {
        world.Register(("agent/support-agent", ["oidc:ci:sub:repo:acme/support"]), ("job/index", ["oidc:ci:run:7"]));
        Assert.IsType<JoinResult.Refused>(await joining.JoinAsync(Token("repo:acme/support"), Key, Proven(), Cancelled));
    }

    [Fact]
    public async Task Join_IdentityTokenThatIsNotBelieved_IsRefused()
    {
        world.Register(("agent/support-agent", ["oidc:ci:sub:repo:acme/support"]));
        using var forger = SigningKey.Generate();
        Assert.IsType<JoinResult.Refused>(await joining.JoinAsync(Token("repo:acme/support", forger), Key, Proven(), Cancelled));
        Assert.IsType<JoinResult.Refused>(await joining.JoinAsync("no token", Key, Proven(), Cancelled));
    }

    private ProvenKey Key => KeyOf(holder);

    private static ProvenKey KeyOf(SigningKey key) => ProvenKey.Of(DpopProver.Prove(key, "POST", "http://localhost/v1/join", "key", DateTimeOffset.UnixEpoch, null, null), key.PublicKey.Thumbprint)!;

    private JoinService Service(InstanceRegistry instances) =>
        new(world.Release.TrustDomain, instances, authority, world, world.Ids, world.Time, new Provider(provider, world.Time));

    private ProofVerdict.Verified Proven() => Assert.IsType<ProofVerdict.Verified>(proofs.Check(
        DpopProver.Prove(holder, "POST", "http://localhost/v1/join", $"proof-{Interlocked.Increment(ref proof)}", world.Time.GetUtcNow(), null, null), "POST", "http://localhost/v1/join", null, []));

    private async Task<JoinToken> OfferAsync() => (await tokens.OfferAsync(Agent, JoinTokens.Usual, Cancelled))!.Value.Token;

    private async Task<JoinResult.Joined> JoinedAsync(JoinToken token) => Assert.IsType<JoinResult.Joined>(await joining.JoinAsync(token, Key, Proven(), Cancelled));

    private List<AttestedInstance> Fill(string path, int count)
    {
        var (workload, now) = (WorkloadPath.Parse(path), world.Time.GetUtcNow());
        var made = Enumerable.Range(0, count).Select(_ => new AttestedInstance(workload.Instance(world.Release.TrustDomain, world.Ids.Next()), workload.Agent, Assurance.Remote, 0, 0, "", 0, default, now)
        {
            Method = AttestationMethod.JoinToken, PublicKey = Key.Jwk, LeaseEnds = now.AddHours(1),
        }).ToList();
        made.ForEach(registry.Adopt);
        return made;
    }

    private string Token(string subject, SigningKey? signer = null, int run = 7) => new JwtBuilder("JWT")
        .Claim("iss", "https://ci.example").Claim("aud", "writ").Claim("sub", subject).Claim("run", run).Claim("protected", true).Claim("groups", ["docs", "index"])
        .Claim("exp", world.Time.GetUtcNow().AddMinutes(5)).Sign(signer ?? provider);

    // An identity provider whose key is known.
    private sealed class Provider(SigningKey key, TimeProvider time) : IIssuerTokens
    {
        private static readonly JwtExpectations Expected = new() { Types = ["JWT"], Issuer = "https://ci.example", Audience = "writ" };

        public ValueTask<IssuerTokenVerification> VerifyAsync(string token, IssuerUse use, CancellationToken cancellationToken) => new(
            use == IssuerUse.Workload && JwtVerification.Verify(token, JwkSet.Of(key.PublicKey), Expected, time.GetUtcNow()) is JwtVerification.Verified verified
                ? new IssuerTokenVerification.Verified(Slug.Parse("ci"), "https://ci.example", verified.Token)
                : new IssuerTokenVerification.Refused("not believed"));
    }
}
