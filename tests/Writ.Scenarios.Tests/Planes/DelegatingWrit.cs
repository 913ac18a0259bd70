using System.Collections.Immutable;
using System.Text.Json;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Planes;

/// <summary>
/// A running Writ whose agents delegate to one another: `lead` may do little and may hand on, `helper` and `third` may do more than it. Each agent is launched for an intent
/// that lets it wait, and acts by writs.
/// </summary>
public sealed class DelegatingWrit : IAsyncLifetime
{
    private const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string DelegationType = "urn:writ:token-type:delegation";

    private WritServer? server;

    public Installation Installation { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Installation.Write("writ.yaml", $$"""
            trust_domain: probe.example
            agents:
              lead: { owner: tests, purpose: leads, tier: low, intents: [plan, work] }
              helper: { owner: tests, purpose: helps, tier: high, intents: [work, assist] }
              third: { owner: tests, purpose: helps, tier: high, intents: [work, check] }
              worker: { owner: tests, purpose: works, tier: low, intents: [once, brief, short, closed] }
            servers:
              probe: { stdio: { command: [node, "{{WritProgram.Script("probe.mjs")}}", "{{Installation.World}}"], directory: . } }

            """);
        Installation.Write("intents/plan.yaml", Intent("plan", "probe/echo, probe/note, probe/hold", "{ to: [helper, third], depth: 2, fan_out: 3 }", "calls: 12, writes: 12"));
        Installation.Write("intents/assist.yaml", Intent("assist", Installation.Tools, "{ to: [lead, third], depth: 2 }", "calls: 1000, writes: 1000, egress: 1000"));
        Installation.Write("intents/check.yaml", Intent("check", Installation.Tools, "{ to: [lead, helper], depth: 7 }", "calls: 1000, writes: 1000"));
        Installation.Write("policies/delegation.cedar", """
            @id("delegate/all") permit (principal, action == Writ::Action::"task/delegate", resource);
            @id("delegate/not-closed") @reason("closed cases are not handed on") @fix("do it yourself")
            forbid (principal, action == Writ::Action::"task/delegate", resource)
            when { context.intent has plan && context.intent.plan has customer && context.intent.plan.customer == "closed" && context.delegate == Writ::Agent::"helper" };
            @id("open/only-for-lead") @reason("this agent checks what others ask it to")
            forbid (principal in Writ::Agent::"third", action == Writ::Action::"task/open", resource == Writ::Intent::"check") when { context.actor.chain.isEmpty() };

            """);
        server = await Installation.UpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        Installation.Dispose();
    }

    /// <summary>Launches an agent for an intent.</summary>
    public Task<Puppet> AgentAsync(string agent, string intent = "work") =>
        Puppet.StartAsync(Installation.Home, "--agent", agent, "--intent", intent, "--param", "customer=acme");

    /// <summary>A writ of the task that an agent was launched for.</summary>
    public static async Task<string> WritAsync(Puppet agent) => Token(await agent.SendAsync(WireRequest.Token));

    /// <summary>Asks for a delegation.</summary>
    public static Task<WireAnswer> OfferAsync(Puppet agent, string writ, string to, string intent, string more = "", string delegation = "", string customer = "acme") => AskAsync(
        agent,
        ("grant_type", Exchange), ("subject_token", writ), ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("authorization_details", $$"""[{"type":"urn:writ:task","intent":"{{intent}}","parameters":{"customer":"{{customer}}"},"delegation":{"to":"{{to}}"{{delegation}}}{{more}}}]"""));

    /// <summary>Takes an offer up.</summary>
    public static Task<WireAnswer> TakeUpAsync(Puppet agent, string offer, string? details = null, params (string Name, string Value)[] more) => AskAsync(
        agent, [("grant_type", Exchange), ("subject_token", offer), ("subject_token_type", DelegationType), .. details is null ? [] : ((string, string)[])[("authorization_details", details)], .. more]);

    /// <summary>The whole way: offered by one, taken up by the other.</summary>
    public static async Task<(string Task, string Writ)> DelegateAsync(Puppet from, string writ, Puppet to, string agent, string intent, string more = "", string delegation = "")
    {
        var taken = await TakeUpAsync(to, Token(await OfferAsync(from, writ, agent, intent, more, delegation)));
        return (Member(taken, "task"), Token(taken));
    }

    /// <summary>A session for a writ.</summary>
    public static async Task<string> SessionAsync(Puppet agent, string writ)
    {
        var answer = await agent.SendAsync(WireRequest.Mcp("probe", null, McpCalls.Initialize).Bearer(writ));
        return answer.Headers.GetValueOrDefault("mcp-session-id") ?? throw new InvalidOperationException($"no session: {answer}");
    }

    /// <summary>Calls a tool by a writ.</summary>
    public static Task<WireAnswer> CallAsync(Puppet agent, string writ, string session, string tool, string text) =>
        agent.SendAsync(WireRequest.Mcp("probe", session, McpCalls.Call(tool, text)).Bearer(writ));

    /// <summary>Asks the token endpoint.</summary>
    public static Task<WireAnswer> AskAsync(Puppet agent, params (string Name, string Value)[] form) => agent.SendAsync(new WireRequest(
        "POST",
        "/oauth/token",
        ImmutableDictionary<string, string>.Empty.Add("content-type", "application/x-www-form-urlencoded"),
        string.Join('&', form.Select(static p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"))));

    /// <summary>What a token endpoint's answer holds.</summary>
    public static string Member(WireAnswer answer, string name)
    {
        if (answer.Status != 200)
        {
            throw new InvalidOperationException($"no token: {answer}");
        }

        using var document = JsonDocument.Parse(answer.Text);
        return document.RootElement.GetProperty(name).GetString()!;
    }

    /// <summary>The token of an answer.</summary>
    public static string Token(WireAnswer answer) => Member(answer, "access_token");

    private static string Intent(string name, string tools, string delegation, string budget) => $$"""
        intent: {{name}}
        purpose: hand things on
        owner: tests
        tier: low
        parameters:
          customer: { type: string }
        deadline: 30m
        delegation: {{delegation}}
        budget: { {{budget}} }
        ceiling:
          - actions: [{{tools}}]

        """;
}
