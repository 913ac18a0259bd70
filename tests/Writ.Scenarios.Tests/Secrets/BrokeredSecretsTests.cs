using Writ.Cli;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Secrets;

/// <summary>Secrets that Writ keeps for servers, from the operator's terminal to the server, and nowhere else.</summary>
public sealed class BrokeredSecretsTests : IDisposable
{
    private readonly Installation writ = new();
    private readonly Dictionary<string, string> secrets = new(StringComparer.Ordinal)
    {
        ["of the store"] = "s3cr3tstorevaluea1b2c3d4e5f6",
        ["of the store, set anew"] = "s3cr3tstorevaluez9y8x7w6v5u4",
        ["of a file"] = "s3cr3tfilevalueg7h8i9j0k1l2",
        ["of a command"] = "s3cr3tcommandvaluem3n4o5p6q7",
    };

    public void Dispose() => writ.Dispose();

    [Fact]
    public async Task Secrets_OfEverySource_GoToTheServerOfASeparatedAgentAndNowhereElse()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root starts commands as other users");
        var file = Path.Combine(writ.Folder, "token");
        File.WriteAllText(file, secrets["of a file"] + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        var vault = Path.Combine(writ.Folder, "vault");
        File.WriteAllText(vault, secrets["of a command"] + "\n");
        writ.Write("writ.yaml", writ.Main
            .Replace("servers:", $"secrets: {{ kept: {{ from: store }}, file: {{ from: 'file:{file}' }}, vault: {{ from: 'command:cat {vault}' }} }}\nservers:", StringComparison.Ordinal)
            .Replace("directory: . }", "directory: ., environment: { KEPT: { secret: kept }, FILE: { secret: file }, VAULT: { secret: vault } } }", StringComparison.Ordinal));
        File.SetUnixFileMode(writ.Folder, File.GetUnixFileMode(writ.Folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        await using var server = await writ.UpAsync();

        await using (var agent = await writ.AgentAsync("work", "--user", "nobody"))
        {
            // Before it is set there is no session, and the agent is not told why.
            var (_, none) = await agent.OpenAsync();
            Assert.True(none is { Status: 403, Code: "W2021" }, none.ToString());

            Assert.Equal("`kept` is version 1 now; sessions opened from now on use it", (await SetAsync("kept", secrets["of the store"])).Trim());
            Assert.Contains("version 2", await SetAsync("kept", secrets["of the store, set anew"] + "\n"), StringComparison.Ordinal);
            var session = await agent.SessionAsync();
            Assert.True((await agent.CallAsync(session, "note", "with secrets")).Succeeded);
            foreach (var (variable, value) in ((string, string)[])[("KEPT", "of the store, set anew"), ("FILE", "of a file"), ("VAULT", "of a command")])
            {
                Assert.Contains($"{variable}={secrets[value]}", EnvironmentOfTheServer(), StringComparison.Ordinal);
            }
        }

        await using (var same = await writ.AgentAsync())
        {
            var (_, refused) = await same.OpenAsync();
            Assert.True(refused is { Status: 403, Code: "W2020" }, refused.ToString());
        }

        var listed = await writ.WritAsync("secret", "list");
        Assert.Matches("^kept +2 ", listed.Output);
        var versions = (await writ.WritAsync("secret", "versions", "kept")).Output;
        Assert.Matches("(?m)^kept +1 .*destroyed", versions);
        Assert.Equal((3, "W1931"), await writ.WritAsync("secret", "set", "kept") is var empty ? (empty.ExitCode, empty.Code) : default);
        Assert.Equal((3, "W2022"), await WritProgram.EndAsync(WritProgram.Info(writ.Home, "secret", "set", "No Name"), "value") is var named ? (named.ExitCode, named.Code) : default);
        Assert.Equal(0, (await writ.WritAsync("secret", "remove", "kept")).ExitCode);
        Assert.Equal((3, "W2023"), await writ.WritAsync("secret", "remove", "kept") is var gone ? (gone.ExitCode, gone.Code) : default);

        var lines = await writ.LedgerAsync();
        Assert.Equal(2, lines.Count(static l => l["kind"] == "secret.set"));
        Assert.Contains(lines, static l => l["kind"] == "secret.used" && l["what"] == "kept, value 2, for probe");
        Assert.Equal(3, lines.Count(static l => l["kind"] == "secret.used"));
        Assert.Single(lines, static l => l["kind"] == "secret.removed");
        Assert.Equal(0, await server.StopAsync());

        var told = await writ.WritAsync("ledger", "show", "--last", "10000");
        var home = new Home(writ.Home);
        Assert.Empty(SecretSearch.Find(secrets, [home.Data, home.Run, home.Keys, writ.Config], ("the log", server.Log.Text), ("the ledger", told.Output), ("the list", listed.Output + versions)));
    }

    // Of the process that runs the probe; only root and its own user may look.
    private static string EnvironmentOfTheServer() => string.Join(' ', Directory.EnumerateDirectories("/proc")
        .Where(static folder => int.TryParse(Path.GetFileName(folder), out _))
        .Select(static folder =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, "cmdline")).Contains("probe.mjs", StringComparison.Ordinal) ? File.ReadAllText(Path.Combine(folder, "environ")).Replace('\0', ' ') : "";
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return "";
            }
        }));

    private async Task<string> SetAsync(string name, string value)
    {
        var set = await WritProgram.EndAsync(WritProgram.Info(writ.Home, "secret", "set", name), value);
        Assert.True(set.ExitCode == 0, set.ToString());
        return set.Output;
    }
}
