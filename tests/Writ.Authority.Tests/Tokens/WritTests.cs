using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Writ.Authority.Keys;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;
using Writ.Testing;
using SigningKey = Writ.Jose.SigningKey;

namespace Writ.Authority.Tests.Tokens;

public sealed class WritTests : IDisposable
{
    private static readonly TrustDomain Domain = TrustDomain.Parse("support.example");
    private static readonly SpiffeId Instance = SpiffeId.FromSegments(Domain, "agent", "support-agent", "01");

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly Digest256 Thumbprint = Digest256.Sha256("certificate"u8);

    private readonly TempFolder home = new();
    private readonly ManualTime time = new();
    private readonly InMemoryJournal journal = new();
    private readonly FileKeyring keyring;
    private readonly MonotonicUlids ids;
    private readonly WritIssuer issuer;
    private readonly WritVerifier verifier;

    public WritTests()
    {
        keyring = FileKeyring.Open(new(home.At("data", "keys"), KeyEncryptionKeySource.File(home.At("keys", "kek")), StoreExists: false));
        ids = new MonotonicUlids(time);
        var options = new TokenOptions(Domain, new IssuerAddress());
        var keys = new WritKeys(keyring, time);
        issuer = new WritIssuer(options, keys, keyring, journal, ids, time);
        verifier = new WritVerifier(options, keys, time);
    }

    public void Dispose()
    {
        keyring.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Issue_LiveTask_IsBoundToTheInstancesSocketAndRecordedFirst()
    {
        var task = await OpenAsync(TimeSpan.FromHours(1));
        var issued = await IssueAsync(task);

        Assert.Equal(time.GetUtcNow() + TokenOptions.LongestLife, issued.Claims.Expires);
        var claims = Verified(issued.Token);
        Assert.Equal((task.Id, Instance, Binding.Socket, 1), (claims.Task, claims.Instance, claims.Confirmation.Binding, claims.Epoch));
        var entry = Assert.Single(journal.Entries.OfType<LedgerEntry.WritIssued>());
        Assert.Equal(issued.Claims.Id, entry.Writ);
        Assert.DoesNotContain(issued.Token, Encoding.UTF8.GetString(entry.ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_ForAProofsKey_NamesItsThumbprint()
    {
        using var key = SigningKey.Generate();
        var issued = await IssueAsync(await OpenAsync(TimeSpan.FromHours(1)), new Confirmation.Key(key.PublicKey.Thumbprint));

        var claims = Verified(issued.Token);
        Assert.Equal(Binding.Dpop, claims.Confirmation.Binding);
        Assert.Equal(new Confirmation.Key(key.PublicKey.Thumbprint), claims.Confirmation);
    }

    [Fact]
    public async Task Issue_ForACertificate_NamesItsThumbprintAndEndsWithIt()
    {
        var binding = new WritBinding(new Confirmation.Certificate(Thumbprint), [], []) { Until = time.GetUtcNow() + TimeSpan.FromMinutes(1) };
        var issued = Assert.IsType<WritIssuing.Issued>(await issuer.IssueAsync(await OpenAsync(TimeSpan.FromHours(1)), binding, TestContext.Current.CancellationToken));

        var claims = Verified(issued.Token);
        Assert.Equal((binding.Confirmation, binding.Until), (claims.Confirmation, claims.Expires));
        var payload = System.Buffers.Text.Base64Url.DecodeFromChars(issued.Token.Split('.')[1]);
        Assert.Contains($$"""{"x5t#S256":"{{Text(Thumbprint)}}"}""", Encoding.UTF8.GetString(payload), StringComparison.Ordinal);
    }

    [Fact]
    public void Confirmation_OfNothing_CannotBeMade()
    {
        Assert.Throws<ArgumentException>(() => new Confirmation.Key(default));
        Assert.Throws<ArgumentException>(() => new Confirmation.Certificate(default));
    }

    public static TheoryData<string, string> Confirmations => new()
    {
        { "none", "{}" },
        { "null", "null" },
        { "a text", $"\"{Text(Thumbprint)}\"" },
        { "unknown", """{"jwk":{}}""" },
        { "a key and a socket", $$"""{"jkt":"{{Text(Thumbprint)}}","urn:writ:instance":"{{Instance}}"}""" },
        { "a key and a certificate", $$"""{"jkt":"{{Text(Thumbprint)}}","x5t#S256":"{{Text(Thumbprint)}}"}""" },
        { "a certificate and a broken key", $$"""{"jkt":1,"x5t#S256":"{{Text(Thumbprint)}}"}""" },
        { "another instance's socket", $$"""{"urn:writ:instance":"{{Instance}}x"}""" },
        { "padding", $$"""{"x5t#S256":"{{Text(Thumbprint)}}="}""" },
        { "white space", $$"""{"x5t#S256":"{{Text(Thumbprint)[..42]}} "}""" },
        { "another spelling", $$"""{"x5t#S256":"{{OtherSpelling}}"}""" },
        { "hexadecimal", $$"""{"x5t#S256":"{{Thumbprint}}"}""" },
        { "the digest of nothing", $$"""{"x5t#S256":"{{new string('A', 43)}}"}""" },
        { "empty", """{"x5t#S256":""}""" },
    };

    [Theory]
    [MemberData(nameof(Confirmations))]
    public void Verify_ConfirmationThatIsNotOneKnownThing_IsRefused(string what, string cnf)
    {
        var refused = Assert.IsType<WritVerification.Refused>(verifier.Verify(Signed(cnf)));
        Assert.True(refused.Reason == JoseRefusal.ClaimMalformed, what);
        Assert.Equal(Binding.MutualTls, Verified(Signed($$"""{"x5t#S256":"{{Text(Thumbprint)}}"}""")).Confirmation.Binding);
    }

    [Fact]
    public async Task Issue_DeadlineWithinTheLongestLife_EndsWithTheTask()
    {
        var task = await OpenAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(task.Deadline, (await IssueAsync(task)).Claims.Expires);
    }

    [Fact]
    public async Task Issue_FinishedTask_IsRefusedAndNothingIsSigned()
    {
        var task = await OpenAsync(TimeSpan.FromHours(1));
        await journal.CommitAsync([], [new Change.MoveTask(task.Id, new TaskStanding(TaskState.Completed, TaskState.None))], [], TestContext.Current.CancellationToken);

        var refused = Assert.IsType<WritIssuing.Refused>(await issuer.IssueAsync(task, WritBinding.Socket, TestContext.Current.CancellationToken));
        Assert.Equal("W2301", refused.Reason.Code);
        Assert.Empty(journal.Entries.OfType<LedgerEntry.WritIssued>());
    }

    [Fact]
    public async Task Issue_JournalUnavailable_Throws()
    {
        var task = await OpenAsync(TimeSpan.FromHours(1));
        journal.Unavailable = true;

        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await issuer.IssueAsync(task, WritBinding.Socket, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Verify_AfterItsEnd_IsRefusedAlsoWhenRemembered()
    {
        var issued = await IssueAsync(await OpenAsync(TimeSpan.FromHours(1)));
        Verified(issued.Token);
        time.Advance(TokenOptions.LongestLife);

        Assert.Equal(JoseRefusal.Expired, Assert.IsType<WritVerification.Refused>(verifier.Verify(issued.Token)).Reason);
    }

    [Fact]
    public async Task Verify_AnyByteChanged_IsRefused()
    {
        var token = (await IssueAsync(await OpenAsync(TimeSpan.FromHours(1)))).Token;
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.IsType<WritVerification.Refused>(verifier.Verify(changed));
        }
    }

    [Theory]
    [InlineData("JWT", "http://127.0.0.1:7420", "spiffe://support.example/zone/tools/mcp", true, false, JoseRefusal.TypeMismatch)]
    [InlineData("at+jwt", "http://127.0.0.1:7421", "spiffe://support.example/zone/tools/mcp", true, false, JoseRefusal.IssuerMismatch)]
    [InlineData("at+jwt", "http://127.0.0.1:7420", "spiffe://support.example/zone/http/x", true, false, JoseRefusal.AudienceMismatch)]
    [InlineData("at+jwt", "http://127.0.0.1:7420", "spiffe://support.example/zone/tools/mcp", false, false, JoseRefusal.ClaimMalformed)]
    [InlineData("at+jwt", "http://127.0.0.1:7420", "spiffe://support.example/zone/tools/mcp", true, true, JoseRefusal.ClaimMalformed)]
    public void Verify_SignedByOurKeyButNotAWrit_IsRefused(string type, string issuedBy, string audience, bool bound, bool also, JoseRefusal reason)
    {
        using var other = SigningKey.Generate();
        var draft = new JwtBuilder(type)
            .Claim("iss", issuedBy).Claim("aud", audience).Claim("sub", Instance.ToString()).Claim("client_id", Instance.ToString()).Claim("jti", WritId.New(ids).ToString())
            .Claim("exp", time.GetUtcNow() + TimeSpan.FromMinutes(1))
            .Claim("urn:writ:task", json => Object(json, ("id", TaskId.New(ids).ToString()), ("epoch", 1L)))
            .Claim("cnf", json => Object(json, [.. Bound(bound), .. Key(also, other)]))
            .ToDraft(new WritKeys(keyring, time).Current.KeyId);

        var token = draft.Complete(keyring.Sign(KeyPurpose.Writs, draft.SigningInput));
        Assert.Equal(reason, Assert.IsType<WritVerification.Refused>(verifier.Verify(token)).Reason);
    }

    [Fact]
    public async Task Verify_SignedByAnotherKey_IsRefused()
    {
        using var folder = new TempFolder();
        using var foreign = FileKeyring.Open(new(folder.At("data", "keys"), KeyEncryptionKeySource.File(folder.At("keys", "kek")), StoreExists: false));
        var theirs = new WritIssuer(new TokenOptions(Domain, new IssuerAddress()), new WritKeys(foreign, time), foreign, journal, ids, time);
        var task = await OpenAsync(TimeSpan.FromHours(1));

        var issued = Assert.IsType<WritIssuing.Issued>(await theirs.IssueAsync(task, WritBinding.Socket, TestContext.Current.CancellationToken));
        Assert.IsType<WritVerification.Refused>(verifier.Verify(issued.Token));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 3)]
    [InlineData(true, 7)]
    public async Task Issue_ChainOfDelegation_IsNestedWholeNearestFirst(bool forSubject, int chain)
    {
        var task = await OpenAsync(TimeSpan.FromHours(1)) is var opened && forSubject ? opened with { Subject = new Subject("https://login.example", "alice") } : opened;
        SpiffeId[] delegators = [.. Enumerable.Range(0, chain).Select(static i => SpiffeId.FromSegments(Domain, "agent", "support-agent", $"d{i}"))];
        task = task with { Actor = task.Actor with { Chain = [.. delegators] } };
        Change[] attested = [.. delegators.Select(id => new Change.AttestInstance(new AttestedInstance(id, Slug.Parse("support-agent"), Assurance.SeparateUid, 1, 1, "boot", 1, default, time.GetUtcNow())))];
        await journal.CommitAsync([], attested, [], TestContext.Current.CancellationToken);
        var issued = await IssueAsync(task);
        Assert.Equal(Instance, Verified(issued.Token).Instance);

        var claims = OAuth.TokenClient.Claims(issued.Token);
        var actors = new List<string?>();
        for (var has = claims.TryGetProperty("act", out var actor); has; has = actor.TryGetProperty("act", out actor))
        {
            actors.Add(actor.GetProperty("sub").GetString());
        }

        var sub = claims.GetProperty("sub").GetString()!;
        SpiffeId[] all = [Instance, .. delegators];
        Assert.Equal((forSubject ? all : all[..^1]).Select(static i => i.ToString()), actors);
        Assert.Equal(forSubject ? Delegation.PseudonymPrefix + keyring.Digest(DigestPurpose.Subject, task.Subject!.PseudonymInput()) : all[^1].ToString(), sub);
    }

    [Fact]
    public async Task Issue_ChainThatIsTooLong_IsRefusedAndNeverCut()
    {
        var task = await OpenAsync(TimeSpan.FromHours(1));
        task = task with { Actor = task.Actor with { Chain = [.. Enumerable.Range(0, 8).Select(static i => SpiffeId.FromSegments(Domain, "agent", "support-agent", $"d{i}"))] } };
        Assert.Equal("W2435", Assert.IsType<WritIssuing.Refused>(await issuer.IssueAsync(task, WritBinding.Socket, TestContext.Current.CancellationToken)).Reason.Code);
        Assert.Empty(journal.Entries.OfType<LedgerEntry.WritIssued>());
    }

    [Theory]
    [InlineData("spiffe://support.example/agent/support-agent/01", "spiffe://support.example/agent/support-agent/01", null, true)]
    [InlineData("sub_1", "spiffe://support.example/agent/support-agent/01", "spiffe://support.example/agent/support-agent/01", true)]
    [InlineData("sub_1", "spiffe://support.example/agent/support-agent/01", null, false)]
    [InlineData("spiffe://support.example/agent/support-agent/02", "spiffe://support.example/agent/support-agent/01", null, false)]
    [InlineData("sub_1", "spiffe://support.example/agent/support-agent/01", "spiffe://support.example/agent/support-agent/02", false)]
    [InlineData("spiffe://support.example/agent/support-agent/01", "spiffe://support.example/agent/support-agent/01", "spiffe://support.example/agent/support-agent/01", false)]
    [InlineData("sub_1", null, "spiffe://support.example/agent/support-agent/01", false)]
    public void Verify_HolderThatTheClaimsDisagreeOn_IsNobody(string subject, string? client, string? actor, bool good)
    {
        var token = new JwtBuilder("at+jwt")
            .Claim("iss", "http://127.0.0.1:7420").Claim("aud", "spiffe://support.example/zone/tools/mcp").Claim("sub", subject).Claim("jti", WritId.New(ids).ToString())
            .Claim("exp", time.GetUtcNow() + TimeSpan.FromMinutes(1))
            .Claim("urn:writ:task", json => Object(json, ("id", TaskId.New(ids).ToString()), ("epoch", 1L)))
            .Claim("cnf", json => Object(json, Bound(true)));
        token = client is null ? token : token.Claim("client_id", client);
        token = actor is null ? token : token.Claim("act", json => Object(json, ("sub", actor)));
        var draft = token.ToDraft(new WritKeys(keyring, time).Current.KeyId);
        Assert.Equal(good, verifier.Verify(draft.Complete(keyring.Sign(KeyPurpose.Writs, draft.SigningInput))) is WritVerification.Verified);
    }

    private static (string, object)[] Bound(bool bound) => bound ? [("urn:writ:instance", Instance.ToString())] : [];

    private static (string, object)[] Key(bool also, SigningKey key) => also ? [("jkt", key.PublicKey.Thumbprint.ToString())] : [];

    private static void Object(Utf8JsonWriter json, params (string Name, object Value)[] members)
    {
        json.WriteStartObject();
        foreach (var (name, value) in members)
        {
            if (value is long number)
            {
                json.WriteNumber(name, number);
            }
            else
            {
                json.WriteString(name, (string)value);
            }
        }

        json.WriteEndObject();
    }

    // Two bits of the last character belong to no byte: set, they make another spelling of the same digest.
    private static string OtherSpelling => Text(Thumbprint)[..42] + Alphabet[Alphabet.IndexOf(Text(Thumbprint)[42], StringComparison.Ordinal) + 1];

    private static string Text(Digest256 digest) => System.Buffers.Text.Base64Url.EncodeToString(digest.ToArray());

    private string Signed(string cnf)
    {
        var draft = new JwtBuilder("at+jwt")
            .Claim("iss", "http://127.0.0.1:7420").Claim("aud", "spiffe://support.example/zone/tools/mcp").Claim("sub", Instance.ToString()).Claim("client_id", Instance.ToString()).Claim("jti", WritId.New(ids).ToString())
            .Claim("exp", time.GetUtcNow() + TimeSpan.FromMinutes(1))
            .Claim("urn:writ:task", json => Object(json, ("id", TaskId.New(ids).ToString()), ("epoch", 1L)))
            .Claim("cnf", json => json.WriteRawValue(cnf))
            .ToDraft(new WritKeys(keyring, time).Current.KeyId);
        return draft.Complete(keyring.Sign(KeyPurpose.Writs, draft.SigningInput));
    }

    private WritClaims Verified(string token) => Assert.IsType<WritVerification.Verified>(verifier.Verify(token)).Claims;

    private async Task<WritIssuing.Issued> IssueAsync(AgentTask task, Confirmation? confirmation = null) =>
        Assert.IsType<WritIssuing.Issued>(await issuer.IssueAsync(task, WritBinding.Socket with { Confirmation = confirmation ?? new Confirmation.Socket() }, TestContext.Current.CancellationToken));

    private async Task<AgentTask> OpenAsync(TimeSpan life)
    {
        var now = time.GetUtcNow();
        var agent = Slug.Parse("support-agent");
        var task = new AgentTask
        {
            Id = TaskId.New(ids),
            Epoch = journal.Epoch,
            Actor = new Actor(Instance, agent, Assurance.SeparateUid, Binding.Socket, []),
            Intent = Slug.Parse("resolve-ticket"),
            Release = default,
            Parameters = ImmutableSortedDictionary<string, ParameterValue>.Empty,
            Channel = TaskChannel.Launcher,
            Scope = Scope.Nothing,
            Budget = new Budget(1, 1, 1),
            Opened = now,
            Deadline = now + life,
            Idle = TimeSpan.FromMinutes(10),
            LastActive = now,
            Standing = TaskStanding.JustOpened,
        };
        var instance = new AttestedInstance(Instance, agent, Assurance.SeparateUid, 1, 1, "boot", 1000, default, now);
        await journal.CommitAsync([], [new Change.AttestInstance(instance), new Change.OpenTask(task)], [], TestContext.Current.CancellationToken);
        return task;
    }
}
