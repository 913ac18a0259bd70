using System.Text;
using Writ.Testing;

namespace Writ.Cli.Tests.Ledger;

/// <summary>A copy of the evidence that somebody altered: verifying it names the entry, and showing it does not let it speak to the terminal.</summary>
public sealed class TamperedLedgerTests(TamperedLedgerTests.Evidence evidence) : IClassFixture<TamperedLedgerTests.Evidence>
{
    private readonly Installation writ = evidence.Writ;

    [Fact]
    public async Task Verify_TheLedgerAndAGoodCopy_AreWhole()
    {
        var verified = await writ.WritAsync("ledger", "verify");
        Assert.True(verified is { ExitCode: 0, Errors: "" }, verified.ToString());
        Assert.Matches(@"\Averified \d+ entries under \d+ signed heads, root \S+\n\z", verified.Output);
        Assert.Equal(verified.Output, (await writ.WritAsync("ledger", "verify", "--data", Copy("good"))).Output);
    }

    [Fact]
    public async Task Verify_WithoutTheAnchor_SaysSo()
    {
        var verified = await writ.WritAsync("ledger", "verify", "--no-anchor");
        Assert.Equal(0, verified.ExitCode);
        Assert.Contains("not held against an anchor", verified.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"verdict\":\"deny\"", "\"verdict\":\"DENY\"")]
    [InlineData("\"action\":\"probe/note\"", "\"action\":\"probe/nope\"")]
    public async Task Verify_ACopyWithAnAlteredEntry_NamesTheEntry(string from, string to)
    {
        var copy = Copy("altered");
        var index = (await ShowAsync(writ.Home, copy)).Split('\n').Skip(1).First(static line => line.Contains("probe/note", StringComparison.Ordinal) && line.Contains("deny", StringComparison.Ordinal)).Split('\t')[0];
        Alter(copy, from, to, after: "W3108");

        var verified = await writ.WritAsync("ledger", "verify", "--data", copy);

        Assert.Equal(1, verified.ExitCode);
        Assert.StartsWith($"W5020: entry {index}: ", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_ACopyWithTerminalEscapesInIt_WritesNoneOfThem()
    {
        var copy = Copy("hostile");
        Alter(copy, "\"action\":\"probe/note\"", "\"action\":\"\\u001b[2J.\"");
        var shown = await ShowAsync(writ.Home, copy);
        Assert.DoesNotContain('\u001b', shown);
        Assert.Contains("[2J.", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WithAnotherKey_IsRefusedAndAKeyThatIsNoneIsNamed()
    {
        var forged = Path.Combine(writ.Folder, "other.pub");
        using (var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256))
        {
            await File.WriteAllTextAsync(forged, key.ExportSubjectPublicKeyInfoPem(), TestContext.Current.CancellationToken);
        }

        Assert.Equal(1, (await writ.WritAsync("ledger", "verify", "--key", forged)).ExitCode);
        var none = await writ.WritAsync("ledger", "verify", "--key", Path.Combine(writ.Config, "writ.yaml"));
        Assert.Equal((3, "W1914"), (none.ExitCode, none.Code));
    }

    [Fact]
    public async Task Verify_WhatIsNoStore_SaysSo()
    {
        var folder = Path.Combine(writ.Folder, "no-store");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "writ.db"), "this is no database, however long it may go on", TestContext.Current.CancellationToken);
        var refused = await writ.WritAsync("ledger", "verify", "--data", folder);
        Assert.True((refused.ExitCode, refused.Code) == (1, "W5003"), refused.ToString());
    }

    private static async Task<string> ShowAsync(string home, string copy)
    {
        var shown = await WritProgram.RunAsync(home, "ledger", "show", "--data", copy, "--last", "1000");
        Assert.True(shown.ExitCode == 0, shown.ToString());
        return shown.Output;
    }

    private static void Alter(string copy, string from, string to, string? after = null)
    {
        var file = Path.Combine(copy, "writ.db");
        var bytes = File.ReadAllBytes(file);
        Assert.Equal(from.Length, to.Length);

        // The entry that is meant: the one that also holds the other text.
        var search = bytes.AsSpan();
        var at = -1;
        for (var start = 0; search[start..].IndexOf(Encoding.UTF8.GetBytes(from)) is var found && found >= 0; start = at + 1)
        {
            at = start + found;
            if (after is null || search[Math.Max(0, at - 1200)..Math.Min(search.Length, at + 1200)].IndexOf(Encoding.UTF8.GetBytes(after)) >= 0)
            {
                break;
            }
        }

        Assert.True(at >= 0);
        Encoding.UTF8.GetBytes(to).CopyTo(bytes, at);
        File.WriteAllBytes(file, bytes);
    }

    private string Copy(string name)
    {
        var copy = Directory.CreateDirectory(Path.Combine(writ.Folder, $"{name}-{Guid.NewGuid():n}")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(writ.Home, "data"), "writ.db*"))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    /// <summary>A ledger with one allowed and one denied action, of a Writ that has stopped.</summary>
    public sealed class Evidence : IAsyncLifetime
    {
        public Installation Writ { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await using var server = await Writ.UpAsync();
            await using (var agent = await Writ.AgentAsync())
            {
                var session = await agent.SessionAsync();
                Assert.Equal("W3108", (await agent.CallAsync(session, "note", "denied")).Code);
                Assert.True((await agent.CallAsync(session, "echo", "allowed")).Succeeded);
                await agent.EndAsync();
            }

            Assert.Equal(0, await server.StopAsync());
        }

        public ValueTask DisposeAsync()
        {
            Writ.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
