using System.Net;
using System.Net.Sockets;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Surroundings;

/// <summary>Starting where something is in the way: Writ says what and how to mend it, and starts nothing.</summary>
public sealed class StartTests : IDisposable
{
    private readonly Installation writ = new();

    public void Dispose() => writ.Dispose();

    [Fact]
    public async Task Up_OnAHomeInUse_IsRefusedAndNamesTheProcess()
    {
        await using var server = await writ.UpAsync();
        var second = await UpAsync();
        Assert.Equal((1, "W5001"), (second.ExitCode, second.Code));
        Assert.Contains($"{server.ProcessId}", second.Errors, StringComparison.Ordinal);

        // The first one is none the worse for it.
        await using var agent = await writ.AgentAsync();
        Assert.True((await agent.CallAsync(await agent.SessionAsync(), "echo", "x")).Succeeded);
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--tls-port")]
    [InlineData("--operator-port")]
    public async Task Up_OnAPortInUse_IsRefusedAndNamesIt(string option)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var refused = await writ.WritAsync([.. (string[])["up", "--config", writ.Config], .. ((string[])["--port", "--tls-port", "--operator-port"]).SelectMany(o => (string[])[o, o == option ? $"{port}" : "0"])]);
        Assert.True((refused.ExitCode, refused.Code) == (1, "W1911"), refused.ToString());
        Assert.Contains($"{port}", refused.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(writ.Home, "run", "endpoints.json")));
    }

    [Fact]
    public async Task Up_KeyFromACommand_KeepsNoKeyInTheHomeAndStartsWithThatKeyOnly()
    {
        var key = Path.Combine(writ.Folder, "vault");
        await File.WriteAllTextAsync(key, Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)), TestContext.Current.CancellationToken);
        for (var starts = 0; starts < 2; starts++)
        {
            await using var server = await writ.UpAsync("--key-from", $"command:cat {key}");
            Assert.False(File.Exists(Path.Combine(writ.Home, "keys", "kek")));
            Assert.Equal(0, await server.StopAsync());
        }

        foreach (var (source, code) in ((string, string)[])[("command:false", "W2008"), ("command:no-such-program", "W2008"), ("env:WRIT_NO_SUCH_KEY", "W2008"), ("command:openssl rand -base64 32", "W2003"), ("vault", "W1901")])
        {
            var refused = await writ.WritAsync("up", "--config", writ.Config, "--port", "0", "--tls-port", "0", "--operator-port", "0", "--key-from", source);
            Assert.True(refused.ExitCode != 0 && refused.Code == code, $"{source}: {refused}");
        }
    }

    [Fact]
    public async Task Up_KeyFromACommand_InheritsNoVariableThatHoldsASecret()
    {
        var (secret, other, seen, command) = ($"PROBE_{Guid.NewGuid():n}", $"PROBE_{Guid.NewGuid():n}", Path.Combine(writ.Folder, "seen"), Path.Combine(writ.Folder, "vault"));
        await File.WriteAllTextAsync(command, $"#!/bin/sh\nenv > '{seen}'\nopenssl rand -base64 32\n", TestContext.Current.CancellationToken);
        writ.Write("writ.yaml", writ.Main.Replace("servers:", $"secrets: {{ token: {{ from: 'env:{secret}' }} }}\nservers:", StringComparison.Ordinal));
        Environment.SetEnvironmentVariable(secret, "s3cr3t-of-the-environment");
        Environment.SetEnvironmentVariable(other, "plain");
        try
        {
            await using var server = await writ.UpAsync("--key-from", $"command:sh {command}");
            var environment = await File.ReadAllTextAsync(seen, TestContext.Current.CancellationToken);
            Assert.Contains(other, environment, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, environment, StringComparison.Ordinal);
            Assert.Equal(0, await server.StopAsync());
        }
        finally
        {
            Environment.SetEnvironmentVariable(secret, null);
            Environment.SetEnvironmentVariable(other, null);
        }
    }

    [Theory]
    [InlineData("data")]
    [InlineData("keys")]
    public async Task Up_WithAFolderThatOthersMayEnter_IsRefused(string folder)
    {
        Directory.CreateDirectory(Path.Combine(writ.Home, folder), (UnixFileMode)0b111_101_101);
        var refused = await UpAsync();
        Assert.True((refused.ExitCode, refused.Code) == (3, "W1903"), refused.ToString());
        Assert.Contains("chmod 700", refused.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(writ.Home, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Up_WithoutTheKeyOfAnExistingStore_IsRefusedAndMakesNoNewOne()
    {
        await using (var server = await writ.UpAsync())
        {
            Assert.Equal(0, await server.StopAsync());
        }

        var key = Path.Combine(writ.Home, "keys", "kek");
        var content = await File.ReadAllBytesAsync(key, TestContext.Current.CancellationToken);
        File.Delete(key);
        var refused = await UpAsync();
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("W2", refused.Code, StringComparison.Ordinal);
        Assert.False(File.Exists(key));

        // Readable by others is no better than gone.
        await File.WriteAllBytesAsync(key, content, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(key, (UnixFileMode)0b110_100_100);
        refused = await UpAsync();
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("chmod 600", refused.Errors, StringComparison.Ordinal);

        File.SetUnixFileMode(key, (UnixFileMode)0b110_000_000);
        await using var again = await writ.UpAsync();
        Assert.Equal(0, await again.StopAsync());
    }

    [Fact]
    public async Task Up_WithMistakesInEveryFile_TellsThemAllAndCreatesNothing()
    {
        writ.Write("writ.yaml", "trust_domain: UPPER CASE\nagents:\n  worker: { owner: tests, purpose: works, tier: huge, intents: [work, missing] }\nservers:\n  probe: {}\n");
        writ.Write("intents/work.yaml", "intent: work\npurpose: x\nowner: y\ntier: low\ndeadline: sometime\nbudget: { calls: many }\nceiling: []\nsurprise: 1\n");
        writ.Write("catalogue/probe.yaml", "server: nobody\ntools:\n  echo: { effects: [fly] }\n");
        writ.Write("policies/probe.cedar", "permit (principal, action, resource) when { context.input.text like };\n");

        var refused = await UpAsync();

        Assert.True((refused.ExitCode, refused.Code) == (3, "W1910"), refused.ToString());
        foreach (var place in (string[])["writ.yaml:1:", "writ.yaml:3:", "writ.yaml:5:", "intents/work.yaml:5:", "intents/work.yaml:6:", "intents/work.yaml:8:", "catalogue/probe.yaml:1:", "catalogue/probe.yaml:3:", "policies/probe.cedar:1:"])
        {
            Assert.True(refused.Errors.Contains(place, StringComparison.Ordinal), $"{place} is not in\n{refused.Errors}");
        }

        Assert.False(Directory.Exists(writ.Home));

        // `writ release check` says the same.
        var check = await writ.WritAsync("release", "check", "--config", writ.Config);
        Assert.Equal(3, check.ExitCode);
        Assert.Equal(Places(refused.Errors), Places(check.Errors));
    }

    [Fact]
    public async Task Up_WithoutAReleaseFolder_IsRefused()
    {
        var refused = await writ.WritAsync("up", "--config", Path.Combine(writ.Folder, "nowhere"), "--port", "0", "--tls-port", "0", "--operator-port", "0");
        Assert.Equal((3, "W1910"), (refused.ExitCode, refused.Code));
        Assert.False(Directory.Exists(writ.Home));
    }

    [Fact]
    public async Task Up_WithATooDeepHome_IsRefused()
    {
        var refused = await WritProgram.RunAsync(Path.Combine(writ.Folder, new string('d', 90)), "up", "--config", writ.Config);
        Assert.Equal((3, "W1902"), (refused.ExitCode, refused.Code));
    }

    [Fact]
    public async Task Stop_WithACallInFlight_SeesItToItsEndAndLeavesNothing()
    {
        await using var server = await writ.UpAsync();
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        var call = agent.CallAsync(session, "hold", "gate");
        await writ.DidAsync("begun gate");

        server.Send(Signals.Terminate);
        await server.Log.LineAsync(static line => line.Contains("draining", StringComparison.Ordinal));
        writ.Release("gate");

        var answer = await call;
        Assert.True(answer.Succeeded, answer.ToString());
        Assert.Equal(0, await server.EndAsync());
        Assert.Equal(["begun gate", "ended gate"], writ.Did());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(writ.Home, "run")));
        Assert.Contains(await writ.LedgerAsync(), static line => line["what"] == "probe/hold" && line["outcome"] == "succeeded");
    }

    [Fact]
    public async Task Kill_ThenStartAgain_AdoptsTheInstanceAndTheTaskGoesOn()
    {
        var server = await writ.UpAsync();
        await using var agent = await writ.AgentAsync();
        Assert.True((await agent.CallAsync(await agent.SessionAsync(), "note", "before")).Succeeded);
        await server.KillAsync();
        await server.DisposeAsync();

        await using var again = await writ.UpAsync();
        var answer = await agent.CallAsync(await agent.SessionAsync(), "note", "after");
        Assert.True(answer.Succeeded, answer.ToString());
        Assert.Equal(["before", "after"], writ.Did());

        // Its end is seen by the new process as it would have been by the old.
        Assert.Equal(0, await agent.EndAsync());
        Assert.Contains("completed", (await writ.WritAsync("task", "show", agent.Task)).Output, StringComparison.Ordinal);
        Assert.Equal(0, await again.StopAsync());
        Assert.Equal(0, (await writ.WritAsync("ledger", "verify")).ExitCode);
    }

    [Fact]
    public async Task Kill_AndTheAgentEndsMeanwhile_TheTaskIsRevokedAtTheStart()
    {
        var server = await writ.UpAsync();
        var agent = await writ.AgentAsync();
        await server.KillAsync();
        await server.DisposeAsync();
        await agent.EndAsync();
        await agent.DisposeAsync();

        await using var again = await writ.UpAsync();
        Assert.Contains("revoked", (await writ.WritAsync("task", "show", agent.Task)).Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Places(string errors) =>
        errors.Split('\n').Where(static l => l.Contains(".yaml:", StringComparison.Ordinal) || l.Contains(".cedar:", StringComparison.Ordinal));

    private Task<CliResult> UpAsync() => writ.WritAsync("up", "--config", writ.Config, "--port", "0", "--tls-port", "0", "--operator-port", "0");
}
