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
        Assert.Equal((task.Id, Instance, Binding.Socket, 1), (claims.Task, claims.Instance, claims.Binding, claims.Epoch));
        var entry = Assert.Single(journal.Entries.OfType<LedgerEntry.WritIssued>());
        Assert.Equal(issued.Claims.Id, entry.Writ);
        Assert.DoesNotContain(issued.Token, Encoding.UTF8.GetString(entry.ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_ForAProofsKey_NamesItsThumbprint()
    {
        using var key = SigningKey.Generate();
        var issued = await IssueAsync(await OpenAsync(TimeSpan.FromHours(1)), key.PublicKey.Thumbprint);

        var claims = Verified(issued.Token);
        Assert.Equal(Binding.Dpop, claims.Binding);
        Assert.Equal(key.PublicKey.Thumbprint, claims.Key);
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

        var refused = Assert.IsType<WritIssuing.Refused>(await issuer.IssueAsync(task, default, [], [], TestContext.Current.CancellationToken));
        Assert.Equal("W2301", refused.Reason.Code);
        Assert.Empty(journal.Entries.OfType<LedgerEntry.WritIssued>());
    }

    [Fact]
    public async Task Issue_JournalUnavailable_Throws()
    {
        var task = await OpenAsync(TimeSpan.FromHours(1));
        journal.Unavailable = true;

        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await issuer.IssueAsync(task, default, [], [], TestContext.Current.CancellationToken));
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
            .Claim("iss", issuedBy).Claim("aud", audience).Claim("sub", Instance.ToString()).Claim("jti", WritId.New(ids).ToString())
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

        var issued = Assert.IsType<WritIssuing.Issued>(await theirs.IssueAsync(task, default, [], [], TestContext.Current.CancellationToken));
        Assert.IsType<WritVerification.Refused>(verifier.Verify(issued.Token));
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

    private WritClaims Verified(string token) => Assert.IsType<WritVerification.Verified>(verifier.Verify(token)).Claims;

    private async Task<WritIssuing.Issued> IssueAsync(AgentTask task, JwkThumbprint key = default) =>
        Assert.IsType<WritIssuing.Issued>(await issuer.IssueAsync(task, key, [], [], TestContext.Current.CancellationToken));

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
