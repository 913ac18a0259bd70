using System.Text.Json;
using Writ.Authority;
using Writ.Authority.Keys;
using Writ.Cli;
using Writ.Scenarios.Tests.Authority;
using Writ.Scenarios.Tests.Secrets;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Revocation;

/// <summary>One command in an incident: nothing that was issued before is worth anything, also when Writ is killed in the middle.</summary>
public sealed class RevokeEverythingTests : IDisposable
{
    private readonly Installation writ = new();

    public void Dispose() => writ.Dispose();

    [Fact]
    public async Task Revoke_AgentsAtWork_KillsWhatWasIssuedAndServesWhatComes()
    {
        await using var server = await writ.UpAsync();
        await using var agent = await writ.AgentAsync();
        using var holder = await KeyHolder.GetAsync(agent, server.Agents);
        var session = await holder.SessionAsync();
        Assert.True((await holder.CallAsync(session, "note", "before")).Succeeded);
        var (credential, keys, identity) = (writ.OperatorToken, await KeysAsync(server), await IdentityAsync());

        var revoked = await writ.WritAsync("revoke", "everything");
        Assert.True(revoked.ExitCode == 0, revoked.ToString());
        Assert.Contains("1 tasks and 1 instances ended, 1 launchers were told", revoked.Output, StringComparison.Ordinal);
        Assert.Contains("epoch 2 began", revoked.Output, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(revoked.Output);
        Assert.Matches(@"done in \d+\.\d s", revoked.Output);

        // The writ, its key and its holder; the credential; the keys.
        Assert.Equal(401, (await holder.InitializeAsync()).Status);
        Assert.False((await holder.CallAsync(session, "note", "after")).Succeeded);
        using var control = Wire.Over(writ.ControlSocket);
        Assert.Equal((401, "W2410"), await control.SendAsync(WireRequest.Json("GET", "/v1/status").Bearer(credential)) is var old ? (old.Status, old.Code) : default);
        Assert.NotEqual(credential, writ.OperatorToken);
        Assert.Empty(keys.Intersect(await KeysAsync(server)));
        var after = await IdentityAsync();
        Assert.Empty(Digests(identity, "keys").Intersect(Digests(after, "keys")));
        Assert.Equal(143, await agent.EndedAsync());

        // What comes is served, nothing is contained, and the ledger tells it all.
        await using var next = await writ.AgentAsync();
        Assert.True((await next.CallAsync(await next.SessionAsync(), "note", "anew")).Succeeded);
        Assert.Equal(["before", "anew"], writ.Did());
        var lines = await writ.LedgerAsync();
        Assert.Contains(lines, static l => l["kind"] == "epoch.started" && l["what"] == "epoch 2 (revoked)");
        Assert.Contains(lines, static l => l["kind"] == "keyring.changed" && l["what"].EndsWith("(revoked)", StringComparison.Ordinal));
        Assert.Contains(lines, static l => l["kind"] == "keys.changed" && l["what"].EndsWith("(revoked)", StringComparison.Ordinal));
        Assert.Equal(0, await server.StopAsync());
        Assert.Equal(0, (await writ.WritAsync("ledger", "verify")).ExitCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(150)]
    [InlineData(400)]
    [InlineData(900)]
    public async Task Revoke_KilledInTheMiddle_IsNotBegunOrFinishedByTheNextStart(int milliseconds)
    {
        string credential;
        IEnumerable<string> keys;
        await using (var server = await writ.UpAsync())
        {
            (credential, keys) = (writ.OperatorToken, await KeysAsync(server));
            using var control = Wire.Over(writ.ControlSocket);
            var answer = control.SendAsync(WireRequest.Json("POST", "/v1/revoke", "{}").Bearer(credential));
            if (milliseconds > 0)
            {
                using var moment = new PeriodicTimer(TimeSpan.FromMilliseconds(milliseconds));
                await moment.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            }

            await server.KillAsync();
            await Task.WhenAny(answer);
        }

        await using var again = await writ.UpAsync();
        Assert.False(File.Exists(new Home(writ.Home).RevocationMark));
        var status = await writ.WritAsync("status");
        Assert.True(status.ExitCode == 0, status.ToString());
        Assert.DoesNotContain("everything", status.Output, StringComparison.Ordinal);
        var begun = (await writ.LedgerAsync()).Any(static l => l["kind"] == "epoch.started" && l["what"].EndsWith("(revoked)", StringComparison.Ordinal));
        Assert.Equal(begun, credential != writ.OperatorToken);
        Assert.Equal(begun, !keys.Intersect(await KeysAsync(again)).Any());
        await using var agent = await writ.AgentAsync();
        Assert.True((await agent.CallAsync(await agent.SessionAsync(), "note", "anew")).Succeeded);
    }

    [Fact]
    public async Task DataFolder_Copied_HoldsNoCredentialThatOpensAnything()
    {
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        await using (var server = await writ.UpAsync())
        {
            await using var agent = await writ.AgentAsync();
            using var holder = await KeyHolder.GetAsync(agent, server.Agents);
            Assert.Equal(200, (await holder.InitializeAsync()).Status);
            secrets["the operators' credential"] = writ.OperatorToken;
            secrets["a writ bound to a key"] = holder.Token;
            secrets["its signature"] = holder.Token.Split('.')[2];
            secrets["a writ bound to a socket"] = (await agent.SendAsync(WireRequest.Token)).Message.GetProperty("access_token").GetString()!;
            Assert.Equal(0, (await writ.WritAsync("revoke", "everything")).ExitCode);
            secrets["the operators' credential made anew"] = writ.OperatorToken;
        }

        Assert.Empty(SecretSearch.Find(secrets, [new Home(writ.Home).Data]));

        // Nor do the sealed files open with another key: every one of the keyring, of identities and of what else is sealed by them.
        var home = new Home(writ.Home);
        var other = KeyEncryptionKeySource.Command("thief", static () => Convert.ToBase64String(new byte[32]));
        Assert.Equal("W2003", Assert.Throws<AuthorityException>(() => FileKeyring.Open(new KeyringOptions(home.SealedKeys, other, StoreExists: true))).Code);
        using var folder = new TempFolder();
        using var foreign = FileKeyring.Open(new KeyringOptions(folder.At("keys"), other, StoreExists: false));
        Assert.Equal("W2007", Assert.Throws<AuthorityException>(() => FileIdentityKeys.Open(home.SealedKeys, foreign).Dispose()).Code);
        using var own = FileKeyring.Open(new KeyringOptions(home.SealedKeys, KeyEncryptionKeySource.File(home.KeyEncryptionKey), StoreExists: true));
        using var identities = FileIdentityKeys.Open(home.SealedKeys, own);
        Assert.NotEmpty(identities.All);
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(WritServer server)
    {
        using var network = Wire.To(server.Agents);
        var keys = (await network.SendAsync(WireRequest.Json("GET", "/.well-known/jwks.json"))).Message;
        return [.. keys.GetProperty("keys").EnumerateArray().Select(static k => k.GetProperty("kid").GetString()!)];
    }

    private static IEnumerable<string> Digests(JsonElement identity, string member) => identity.GetProperty(member).EnumerateArray().Select(static k => k.GetProperty("digest").GetString()!);

    private async Task<JsonElement> IdentityAsync()
    {
        using var control = Wire.Over(writ.ControlSocket);
        return (await control.SendAsync(WireRequest.Json("GET", "/v1/identity").Bearer(writ.OperatorToken))).Message;
    }
}
