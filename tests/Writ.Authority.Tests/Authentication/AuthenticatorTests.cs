using System.Text;
using Writ.Authority.Attestation;
using Writ.Authority.Authentication;
using Writ.Authority.Tasks;
using Writ.Authority.Tests.Attestation;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;
using SigningKey = Writ.Jose.SigningKey;

namespace Writ.Authority.Tests.Authentication;

public sealed class AuthenticatorTests : IDisposable
{
    private const string Method = "POST";
    private const string Target = "http://127.0.0.1:7420/mcp/files";
    private const int Root = 100;
    private const int Child = 101;
    private const int Stranger = 200;
    private const int OtherRoot = 300;

    private static readonly Digest256 Certificate = Digest256.Sha256("certificate"u8);
    private static readonly Digest256 OtherCertificate = Digest256.Sha256("another certificate"u8);

    private readonly World world = new();
    private readonly FakeProcesses processes = new();
    private readonly SigningKey key = SigningKey.Generate();
    private readonly InstanceRegistry registry;
    private readonly WritIssuer issuer;
    private readonly DpopNonces nonces;
    private readonly Authenticator authenticator;

    public AuthenticatorTests()
    {
        processes.Start(1, 0, 1);
        processes.Start(Root, 1, 50);
        processes.Start(Child, Root, 60);
        processes.Start(Stranger, 1, 60);
        processes.Start(OtherRoot, 1, 60);
        registry = world.Registry(processes);
        var options = new TokenOptions(world.Release.TrustDomain, new IssuerAddress());
        var keys = new WritKeys(world.Keyring, world.Time);
        issuer = new WritIssuer(options, keys, world.Keyring, world.Journal, world.Ids, world.Time);
        nonces = new DpopNonces(world.Keyring, world.Time);
        authenticator = new Authenticator(registry, new WritVerifier(options, keys, world.Time), new ProofCheck(world.Time), nonces, world.Journal, world.Journal, world.Named);
    }

    public void Dispose()
    {
        registry.Dispose();
        key.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task Authenticate_SocketOfAnInstance_NamesItsTaskWithoutAToken()
    {
        var task = await LaunchAsync(Root);
        foreach (var id in (int[])[Root, Child, Child])
        {
            var named = await NamedAsync(On(id));
            Assert.Equal((task.Id, task.Actor.Instance, Binding.Socket), (named.Task.Id, named.Actor.Instance, named.Actor.Binding));
            Assert.True(named.Writ.IsDefault);
            Assert.Empty(named.Conditions);
        }
    }

    [Fact]
    public async Task Authenticate_StrangerOnTheSocket_IsRefused()
    {
        await LaunchAsync(Root);
        Assert.Equal("W2101", await RefusedAsync(On(Stranger)));
    }

    [Fact]
    public async Task Authenticate_InstanceWithoutATask_IsRefused()
    {
        using var prepared = registry.Prepare(world.Release.TrustDomain, Slug.Parse("support-agent"), processes.Connect(Root), null, out _);
        await world.Journal.CommitAsync([], [new Change.AttestInstance(prepared!.Instance)], [], TestContext.Current.CancellationToken);
        registry.Adopt(prepared);
        Assert.Equal("W2317", await RefusedAsync(On(Child)));
    }

    [Fact]
    public async Task Authenticate_InstanceWithSeveralTasks_NeedsAWrit()
    {
        var first = await LaunchAsync(Root);
        var instance = Assert.IsType<PeerAttestation.Known>(registry.Attest(processes.Connect(Root))).Instance;
        var second = await world.OpenAsync(instance);
        Assert.Equal("W2318", await RefusedAsync(On(Child)));
        Assert.Equal(second.Id, (await NamedAsync(On(Child, $"Bearer {await WritAsync(second)}"))).Task.Id);
        Assert.Equal(first.Id, (await NamedAsync(On(Child, $"Bearer {await WritAsync(first)}"))).Task.Id);
    }

    [Fact]
    public async Task Authenticate_TaskEndedAfterItWasNamed_IsNeverNamedAsLive()
    {
        var task = await LaunchAsync(Root);
        Assert.True((await NamedAsync(On(Child))).Task.Standing.IsLive);
        await world.Mover.MoveAsync(task.Id, TaskEdge.Complete, "agent", TestContext.Current.CancellationToken);

        // Named, so that the law can say how it ended and the ledger which one it was; its state is what was read just now.
        Assert.Equal(TaskState.Completed, (await NamedAsync(On(Child))).Task.Standing.State);
    }

    [Fact]
    public async Task Authenticate_InstanceThatGotAnotherTask_IsNotNamedForTheFirst()
    {
        var task = await LaunchAsync(Root);
        Assert.Equal(task.Id, (await NamedAsync(On(Child))).Task.Id);
        var instance = Assert.IsType<PeerAttestation.Known>(registry.Attest(On(Child).Peer!)).Instance;
        var second = await world.OpenAsync(instance);
        Assert.Equal("W2318", await RefusedAsync(On(Child)));
        var writ = await WritAsync(second);
        Assert.Equal(second.Id, (await NamedAsync(On(Child, $"Bearer {writ}"))).Task.Id);
    }

    [Fact]
    public async Task Authenticate_NarrowedWrit_NamesItsLimits()
    {
        var task = await LaunchAsync(Root);
        var scope = new Scope([task.Scope.Entries[^1]]);
        var issued = Assert.IsType<WritIssuing.Issued>(await issuer.IssueAsync(task, WritBinding.Socket, new WritNarrowing { Scope = scope, Uses = 2 }, TestContext.Current.CancellationToken));
        var named = await NamedAsync(On(Child, $"Bearer {issued.Token}"));
        Assert.Equal((2, issued.Claims.Counter, issued.Claims.Expires), (named.Limits!.Uses!.Value, named.Limits.Counter, named.Limits.Expires));
        Assert.True(named.Scope.IsSubsetOf(scope) && scope.IsSubsetOf(named.Scope));
        Assert.Null((await NamedAsync(On(Child, $"Bearer {await WritAsync(task)}"))).Limits);
        await Assert.ThrowsAsync<ArgumentException>(async () => await issuer.IssueAsync(
            task, WritBinding.Socket, new WritNarrowing { Scope = new Scope([new ScopeEntry([ActionPattern.TryParse("mail/*", out var mail) ? mail : default], [ResourcePattern.Any], System.Collections.Immutable.ImmutableSortedDictionary<string, Constraint>.Empty)]) }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Authenticate_SocketWrit_IsGoodOnItsInstancesSocketAlone()
    {
        var task = await LaunchAsync(Root);
        await LaunchAsync(OtherRoot);
        var writ = await WritAsync(task);
        var named = await NamedAsync(On(Child, $"Bearer {writ}"));
        Assert.Equal((task.Id, Binding.Socket), (named.Task.Id, named.Actor.Binding));
        Assert.False(named.Writ.IsDefault);

        Assert.Equal("W2313", await RefusedAsync(On(OtherRoot, $"Bearer {writ}")));
        Assert.Equal("W2101", await RefusedAsync(On(Stranger, $"Bearer {writ}")));
        Assert.Equal("W2314", await RefusedAsync(OnNetwork($"Bearer {writ}")));
        Assert.Equal("W2314", await RefusedAsync(OnNetwork($"DPoP {writ}", Proof(writ))));
        Assert.Equal("W2311", await RefusedAsync(On(Child, $"DPoP {writ}", Proof(writ))));
    }

    [Fact]
    public async Task Authenticate_KeyWritWithProof_IsGoodOnTheNetworkAndSpendsTheProof()
    {
        var task = await LaunchAsync(Root);
        var writ = await WritAsync(task, new Confirmation.Key(key.PublicKey.Thumbprint));
        var named = await NamedAsync(OnNetwork($"DPoP {writ}", Proof(writ)));
        Assert.Equal((task.Id, Binding.Dpop), (named.Task.Id, named.Actor.Binding));
        Assert.Equal(["writ", "dpop"], named.Conditions.Select(static c => Assert.IsType<Condition.Unspent>(c).Spend.Kind));
        Assert.Equal("dpop", Assert.IsType<Change.Spend>(Assert.Single(named.Changes)).Key.Kind);
    }

    [Fact]
    public async Task Authenticate_ProofReplayed_FailsItsConditionInTheTransaction()
    {
        var task = await LaunchAsync(Root);
        var writ = await WritAsync(task, new Confirmation.Key(key.PublicKey.Thumbprint));
        var presented = OnNetwork($"DPoP {writ}", Proof(writ));
        var (first, second) = (await NamedAsync(presented), await NamedAsync(presented));
        Assert.IsType<CommitResult.Committed>(await world.Journal.CommitAsync(first.Conditions, first.Changes, [], TestContext.Current.CancellationToken));
        Assert.IsType<CommitResult.Refused>(await world.Journal.CommitAsync(second.Conditions, second.Changes, [], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("none", "W2315")]
    [InlineData("bearer", "W2315")]
    [InlineData("absent", "W2316")]
    [InlineData("noise", "W2316")]
    [InlineData("method", "W2316")]
    [InlineData("target", "W2316")]
    [InlineData("old", "W2316")]
    [InlineData("ahead", "W2316")]
    [InlineData("other-token", "W2316")]
    [InlineData("no-token", "W2316")]
    [InlineData("other-key", "W2316")]
    [InlineData("no-nonce", "W2322")]
    [InlineData("foreign-nonce", "W2322")]
    [InlineData("old-nonce", "W2322")]
    public async Task Authenticate_KeyWritWithoutItsProof_IsRefused(string how, string code)
    {
        var old = nonces.Current;
        world.Time.Advance(TimeSpan.FromMinutes(6));
        var writ = await WritAsync(await LaunchAsync(Root), new Confirmation.Key(key.PublicKey.Thumbprint));
        var now = world.Time.GetUtcNow();
        using var other = SigningKey.Generate();
        var presented = how switch
        {
            "none" => OnNetwork($"Bearer {writ}"),
            "bearer" => OnNetwork($"Bearer {writ}", Proof(writ)),
            "absent" => OnNetwork($"DPoP {writ}"),
            "noise" => OnNetwork($"DPoP {writ}", "a.b.c"),
            "method" => OnNetwork($"DPoP {writ}", DpopProver.Prove(key, "GET", Target, "j", now, writ, nonces.Current)),
            "target" => OnNetwork($"DPoP {writ}", DpopProver.Prove(key, Method, Target + "/x", "j", now, writ, nonces.Current)),
            "old" => OnNetwork($"DPoP {writ}", DpopProver.Prove(key, Method, Target, "j", now - TimeSpan.FromSeconds(62), writ, nonces.Current)),
            "ahead" => OnNetwork($"DPoP {writ}", DpopProver.Prove(key, Method, Target, "j", now + TimeSpan.FromSeconds(62), writ, nonces.Current)),
            "other-token" => OnNetwork($"DPoP {writ}", DpopProver.Prove(key, Method, Target, "j", now, writ + "x", nonces.Current)),
            "no-token" => OnNetwork($"DPoP {writ}", DpopProver.Prove(key, Method, Target, "j", now, null, nonces.Current)),
            "no-nonce" => OnNetwork($"DPoP {writ}", DpopProver.Prove(key, Method, Target, "j", now, writ, null)),
            "foreign-nonce" => OnNetwork($"DPoP {writ}", DpopProver.Prove(key, Method, Target, "j", now, writ, "made-up")),
            "old-nonce" => OnNetwork($"DPoP {writ}", DpopProver.Prove(key, Method, Target, "j", now, writ, old)),
            _ => OnNetwork($"DPoP {writ}", DpopProver.Prove(other, Method, Target, "j", now, writ, nonces.Current)),
        };
        Assert.Equal(code, await RefusedAsync(presented));
    }

    [Fact]
    public async Task Authenticate_NonceOfThePeriodBefore_IsTakenStill()
    {
        var writ = await WritAsync(await LaunchAsync(Root), new Confirmation.Key(key.PublicKey.Thumbprint));
        var before = nonces.Current;
        world.Time.Advance(TimeSpan.FromSeconds(150));
        Assert.NotEqual(before, nonces.Current);
        Assert.Equal(Binding.Dpop, (await NamedAsync(OnNetwork($"DPoP {writ}", DpopProver.Prove(key, Method, Target, "j", world.Time.GetUtcNow(), writ, before)))).Actor.Binding);
    }

    [Fact]
    public async Task Authenticate_KeyWritOnAnothersSocket_IsRefusedDespiteItsProof()
    {
        var writ = await WritAsync(await LaunchAsync(Root), new Confirmation.Key(key.PublicKey.Thumbprint));
        await LaunchAsync(OtherRoot);
        Assert.Equal("W2313", await RefusedAsync(On(OtherRoot, $"DPoP {writ}", Proof(writ))));
        Assert.Equal(Binding.Dpop, (await NamedAsync(On(Child, $"DPoP {writ}", Proof(writ)))).Actor.Binding);
    }

    [Fact]
    public async Task Authenticate_CertificateWrit_IsGoodOnAConnectionWithThatVeryCertificateAlone()
    {
        var task = await LaunchAsync(Root);
        var other = await LaunchAsync(OtherRoot);
        var writ = await WritAsync(task, new Confirmation.Certificate(Certificate));
        var named = await NamedAsync(OverTls(task.Actor.Instance, Certificate, $"Bearer {writ}"));
        Assert.Equal((task.Id, Binding.MutualTls), (named.Task.Id, named.Actor.Binding));
        Assert.Equal("writ", Assert.IsType<Condition.Unspent>(Assert.Single(named.Conditions)).Spend.Kind);
        Assert.Empty(named.Changes);

        Assert.Equal("W2313", await RefusedAsync(OverTls(other.Actor.Instance, OtherCertificate, $"Bearer {writ}")));
        Assert.Equal("W2320", await RefusedAsync(OverTls(task.Actor.Instance, OtherCertificate, $"Bearer {writ}")));
        Assert.Equal("W2320", await RefusedAsync(OnNetwork($"Bearer {writ}")));
        Assert.Equal("W2320", await RefusedAsync(OnNetwork($"DPoP {writ}", Proof(writ))));
        Assert.Equal("W2320", await RefusedAsync(On(Child, $"Bearer {writ}")));
        Assert.Equal("W2311", await RefusedAsync(OverTls(task.Actor.Instance, Certificate, $"DPoP {writ}", Proof(writ))));
    }

    [Fact]
    public async Task Authenticate_CertificateNotBelievedAnyMore_IsRefusedOnItsOpenConnection()
    {
        var task = await LaunchAsync(Root);
        var (bound, keyed) = (await WritAsync(task, new Confirmation.Certificate(Certificate)), await WritAsync(task, new Confirmation.Key(key.PublicKey.Thumbprint)));
        var peer = new FakeTlsPeer(task.Actor.Instance, Certificate, DateTimeOffset.MaxValue);
        await NamedAsync(OnNetwork($"Bearer {bound}") with { Certificate = peer });
        peer = peer with { IsBelieved = false };
        Assert.Equal("W2321", await RefusedAsync(OnNetwork($"Bearer {bound}") with { Certificate = peer }));
        Assert.Equal("W2321", await RefusedAsync(OnNetwork($"DPoP {keyed}", Proof(keyed)) with { Certificate = peer }));
    }

    [Fact]
    public async Task Authenticate_CertificateWithoutAWrit_NamesNobody()
    {
        var task = await LaunchAsync(Root);
        Assert.Equal("W2310", await RefusedAsync(OverTls(task.Actor.Instance, Certificate, null)));
    }

    [Fact]
    public async Task Authenticate_OtherWritsOnATlsConnection_NeedWhatTheyAreBoundTo()
    {
        var task = await LaunchAsync(Root);
        var other = await LaunchAsync(OtherRoot);
        var (socket, keyed) = (await WritAsync(task), await WritAsync(task, new Confirmation.Key(key.PublicKey.Thumbprint)));
        Assert.Equal("W2314", await RefusedAsync(OverTls(task.Actor.Instance, Certificate, $"Bearer {socket}")));
        Assert.Equal("W2315", await RefusedAsync(OverTls(task.Actor.Instance, Certificate, $"Bearer {keyed}")));
        Assert.Equal(Binding.Dpop, (await NamedAsync(OverTls(task.Actor.Instance, Certificate, $"DPoP {keyed}", Proof(keyed)))).Actor.Binding);
        Assert.Equal("W2313", await RefusedAsync(OverTls(other.Actor.Instance, OtherCertificate, $"DPoP {keyed}", Proof(keyed))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    [InlineData("bearertoken")]
    public async Task Authenticate_UnknownScheme_IsRefused(string header)
    {
        await LaunchAsync(Root);
        Assert.Equal("W2311", await RefusedAsync(OnNetwork(header)));
        Assert.Equal("W2311", await RefusedAsync(On(Child, header)));
    }

    [Fact]
    public async Task Authenticate_NothingOnTheNetwork_IsRefused() => Assert.Equal("W2310", await RefusedAsync(OnNetwork(null)));

    [Fact]
    public async Task Authenticate_WritThatIsNone_IsRefusedWithoutAnOracle()
    {
        var task = await LaunchAsync(Root);
        var writ = await WritAsync(task);
        var parts = writ.Split('.');
        var spoilt = new[]
        {
            "x", "a.b.c", writ + "A", writ[..^2], string.Join('.', parts[0], parts[1], parts[2][..^4] + "AAAA"), $"{parts[0]}.{parts[1]}.", new string('a', 40_000),
            Encoding.UTF8.GetString(Convert.FromBase64String("ZXlKaGJHY2lPaUp1YjI1bEluMC5lMzAu")),
        };
        var refusals = new HashSet<Reason>();
        foreach (var token in spoilt)
        {
            var refused = Assert.IsType<Domain.Authentication.Refused>(await AuthenticateAsync(On(Child, $"Bearer {token}")));
            refusals.Add(refused.Reason);
            Assert.DoesNotContain(token, refused.Operator, StringComparison.Ordinal);
        }

        // Whatever was wrong with it, the remote party hears the same.
        Assert.Equal("W2312", Assert.Single(refusals).Code);
    }

    [Fact]
    public async Task Authenticate_WritAtItsEnd_IsRefused()
    {
        var writ = await WritAsync(await LaunchAsync(Root));
        world.Time.Advance(TokenOptions.LongestLife - TimeSpan.FromSeconds(1));
        await NamedAsync(On(Child, $"Bearer {writ}"));
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("W2312", await RefusedAsync(On(Child, $"Bearer {writ}")));
    }

    [Fact]
    public async Task Authenticate_NewEpoch_KillsEarlierWrits()
    {
        var writ = await WritAsync(await LaunchAsync(Root));
        await NamedAsync(On(Child, $"Bearer {writ}"));
        world.Journal.StartEpoch();
        Assert.Equal("W2312", await RefusedAsync(On(Child, $"Bearer {writ}")));
    }

    [Fact]
    public async Task Authenticate_LauncherEnds_IsRefusedOnTheNextRequestOfAnOpenConnection()
    {
        var writ = await WritAsync(await LaunchAsync(Root));
        var peer = processes.Connect(Child);
        await NamedAsync(new Presented(peer, $"Bearer {writ}", null, Method, Target));
        processes.End(Root);
        Assert.Equal("W2105", await RefusedAsync(new Presented(peer, $"Bearer {writ}", null, Method, Target)));
    }

    private async ValueTask<AgentTask> LaunchAsync(int root)
    {
        using var prepared = registry.Prepare(world.Release.TrustDomain, Slug.Parse("support-agent"), processes.Connect(root), null, out _);
        var opened = await world.Tasks.OpenAsync(world.Opening(prepared!.Instance) with { InstanceIsNew = true }, TestContext.Current.CancellationToken);
        registry.Adopt(prepared);
        return Assert.IsType<TaskOpeningResult.Opened>(opened).Task;
    }

    private async ValueTask<string> WritAsync(AgentTask task, Confirmation? bound = null) =>
        Assert.IsType<WritIssuing.Issued>(await issuer.IssueAsync(task, WritBinding.Socket with { Confirmation = bound ?? new Confirmation.Socket() }, TestContext.Current.CancellationToken)).Token;

    private string Proof(string writ) => DpopProver.Prove(key, Method, Target, world.Ids.Next().ToString(), world.Time.GetUtcNow(), writ, nonces.Current);

    private Presented On(int process, string? authorization = null, string? proof = null) => new(processes.Connect(process), authorization, proof, Method, Target);

    private static Presented OverTls(SpiffeId instance, Digest256 certificate, string? authorization, string? proof = null) =>
        OnNetwork(authorization, proof) with { Certificate = new FakeTlsPeer(instance, certificate, DateTimeOffset.MaxValue) };

    private static Presented OnNetwork(string? authorization, string? proof = null) => new(null, authorization, proof, Method, Target);

    private ValueTask<Domain.Authentication> AuthenticateAsync(Presented presented) => authenticator.AuthenticateAsync(presented, TestContext.Current.CancellationToken);

    private async ValueTask<Domain.Authentication.Named> NamedAsync(Presented presented) => Assert.IsType<Domain.Authentication.Named>(await AuthenticateAsync(presented));

    private async ValueTask<string> RefusedAsync(Presented presented)
    {
        var refused = Assert.IsType<Domain.Authentication.Refused>(await AuthenticateAsync(presented));
        Assert.NotEmpty(refused.Operator);
        if (presented.Authorization is { Length: > 20 } secret)
        {
            Assert.DoesNotContain(secret[8..], refused.ToString(), StringComparison.Ordinal);
        }

        return refused.Reason.Code;
    }

    private sealed record FakeTlsPeer(SpiffeId Id, Digest256 Certificate, DateTimeOffset Ends) : ITlsPeer
    {
        public bool IsBelieved { get; init; } = true;
    }
}
