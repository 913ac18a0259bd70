using System.Collections.Immutable;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Drills;

/// <summary>
/// Drill D24 (an account-support bot, April to June 2026): a stranger asks the bot to link a new address to somebody's account. Whose account it is about is the launcher's
/// word, never the conversation's; and what account recovery rests on changes only with a human's yes.
/// </summary>
public sealed class AccountRecoveryTests
{
    public static bool IsRoot => Environment.IsPrivilegedProcess;

    [Fact(SkipUnless = nameof(IsRoot), Skip = "only root starts commands as other users")]
    public async Task D24_AddressOfAnothersAccount_IsNeverChangedAndOnesOwnOnlyWithAYes()
    {
        using var writ = new Installation();
        Prepare(writ);
        await using var server = await writ.UpAsync();
        File.SetUnixFileMode(writ.Folder, File.GetUnixFileMode(writ.Folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        await using var bot = await Puppet.StartAsync(writ.Home, "--agent", "worker", "--intent", "support", "--param", "account=acc-7", "--user", "nobody");
        var session = await bot.SessionAsync();

        // The benign counterpart: reading one's own account.
        var read = await bot.CallAsync(session, "echo", "accounts/acc-7/email");
        Assert.True(read.Succeeded, read.ToString());

        // Another's: not with whatever spelling, and no human is asked.
        foreach (var account in (string[])["accounts/acc-8/email", "accounts/acc-70/email", "accounts/acc-8/../acc-7/email", "accounts//acc-7/email", "accounts/ACC-7/email", "accounts/acc-7%2f../acc-8/email"])
        {
            var refused = await bot.CallAsync(session, "note", account);
            Assert.True(refused.Code is "W3107" or "W3108", refused.ToString());
        }

        // Nor by a task that the bot opens for itself with the stranger's word.
        var opened = await bot.SendAsync(new WireRequest(
            "POST",
            "/oauth/token",
            ImmutableDictionary<string, string>.Empty.Add("content-type", "application/x-www-form-urlencoded"),
            "grant_type=client_credentials&authorization_details=" + Uri.EscapeDataString("""[{"type":"urn:writ:task","intent":"support","parameters":{"account":"acc-8"}}]""")));
        Assert.Equal((400, "W3108"), (opened.Status, opened.Code));

        // One's own: a human says yes to this very call, and it is done once.
        var held = bot.CallAsync(session, "note", "accounts/acc-7/email");
        var id = await AskedAsync(writ);
        Assert.Empty(writ.Did());
        Assert.Equal(0, (await writ.WritAsync("approval", "approve", id)).ExitCode);
        Assert.True((await held).Succeeded);
        Assert.Equal(["accounts/acc-7/email"], writ.Did());
    }

    private static void Prepare(Installation writ)
    {
        writ.Write("writ.yaml", writ.Main.Replace("intents: [work, once, brief, short, closed]", "intents: [work, once, brief, short, closed, support]", StringComparison.Ordinal));
        writ.Write("intents/support.yaml", """
            intent: support
            purpose: help the holder of one account
            owner: tests
            tier: medium
            parameters:
              account: { type: string, required: true }
            deadline: 1h
            budget: { calls: 100, writes: 10 }
            ceiling:
              - actions: [probe/echo, probe/note]

            """);
        writ.Write("catalogue/probe.yaml", """
            server: probe
            tools:
              echo: { effects: [read], resource: { type: Detail, argument: text, template: "accounts/{account}/{detail}", id: detail } }
              note: { effects: [write], resource: { type: Detail, argument: text, template: "accounts/{account}/{detail}", id: detail } }

            """);
        writ.Write("policies/probe.cedar", """
            @id("support/open") permit (principal, action == Writ::Action::"task/open", resource);
            @id("support/not-by-the-agent") @reason("whose account it is, the agent cannot say")
            forbid (principal, action == Writ::Action::"task/open", resource == Writ::Intent::"support") when { context.task.channel == "agent" };
            @id("support/own-account") @reason("the account is not the one that this task is about") @fix("keep to the caller's own account")
            permit (principal, action in Writ::Action::"tools", resource is Detail)
            when { context.intent has support && resource.account == context.intent.support.account };
            @id("support/recovery") @approval("owner") @reason("what account recovery rests on is about to change")
            forbid (principal, action in Writ::Action::"write", resource == Detail::"email");

            """);
    }

    // The one question that is open.
    private static async Task<string> AskedAsync(Installation writ)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var listed = await writ.WritAsync("approval", "list");
            if (listed.Output.Split('\n').Select(static l => l.Split('\t')[0]).FirstOrDefault(static c => c.StartsWith("apr_", StringComparison.Ordinal)) is { } id)
            {
                return id;
            }
        }
    }
}
