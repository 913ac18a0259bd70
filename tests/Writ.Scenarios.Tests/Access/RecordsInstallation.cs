using Writ.Scenarios.Tests.Authority;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Access;

/// <summary>A running Writ whose release is the fixture of the certification scenario: alice and bob as agents, two records, and who may read, write and delete them.</summary>
public sealed class RecordsInstallation : IAsyncLifetime
{
    private const string Intent = """
        intent: look-after-records
        purpose: try things
        owner: tests
        tier: low
        deadline: 1h
        budget: { calls: 10, writes: 10, egress: 10 }
        ceiling:
          - actions: [records/read, records/write, records/delete]

        """;

    // What is deleted softly can be undone, and nothing else is let through: so much and no more does the tool do here. What is called destructive needs an approval besides.
    private const string Catalogue = """
        server: records
        tools:
          read: { effects: [read], resource: { type: record, argument: record, template: "{record}", id: record } }
          write: { effects: [write], resource: { type: record, argument: record, template: "{record}", id: record } }
          delete: { effects: [write], resource: { type: record, argument: record, template: "{record}", id: record } }

        """;

    private const string Policies = """
        @id("records/open") permit (principal, action == Writ::Action::"task/open", resource);
        @id("records/read") permit (principal, action == Writ::Action::"records/read", resource is record);
        @id("records/alice-writes") permit (principal in Writ::Agent::"alice", action == Writ::Action::"records/write", resource is record)
        unless { context.input has status && context.input.status == "archived" };
        @id("records/admins-write-archived") permit (principal in Writ::Agent::"bob", action == Writ::Action::"records/write", resource is record)
        when { context.input has status && context.input.status == "archived" };
        @id("records/alice-deletes-softly") permit (principal in Writ::Agent::"alice", action == Writ::Action::"records/delete", resource is record)
        when { context.input has soft && context.input.soft == true };

        """;

    private readonly List<IAsyncDisposable> running = [];
    private readonly List<IDisposable> held = [];

    /// <summary>The installation.</summary>
    internal Installation Writ { get; } = new();

    /// <summary>The running Writ.</summary>
    internal WritServer Server { get; private set; } = null!;

    /// <summary>Alice, as the agent whose process she is.</summary>
    internal Puppet Alice { get; private set; } = null!;

    /// <summary>Alice's credential over mutual TLS.</summary>
    internal CertificateHolder AliceHolds { get; private set; } = null!;

    /// <summary>Bob's credential over mutual TLS.</summary>
    internal CertificateHolder BobHolds { get; private set; } = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "upstreams", "records.mjs");
        Writ.Write("writ.yaml", $$"""
            trust_domain: probe.example
            agents:
              alice: { owner: tests, purpose: looks after records, tier: low, intents: [look-after-records] }
              bob: { owner: tests, purpose: looks after the archive, tier: low, intents: [look-after-records] }
            servers:
              records: { stdio: { command: [node, "{{script}}"], directory: . } }

            """);
        Directory.Delete(Path.Combine(Writ.Config, "intents"), recursive: true);
        Directory.Delete(Path.Combine(Writ.Config, "catalogue"), recursive: true);
        Writ.Write("intents/look-after-records.yaml", Intent);
        Writ.Write("catalogue/records.yaml", Catalogue);
        Writ.Write("policies/probe.cedar", Policies);
        running.Add(Server = await Writ.UpAsync());
        Alice = await AgentAsync("alice");
        AliceHolds = await HoldAsync(Alice);
        BobHolds = await HoldAsync(await AgentAsync("bob"));

        // What is offered is pinned when it is seen first; from then on it can be asked about.
        var session = await Alice.SessionAsync("records");
        var listed = await Alice.SendAsync(WireRequest.Mcp("records", session, """{"jsonrpc":"2.0","id":1,"method":"tools/list"}"""));
        Assert.True(listed.Succeeded, listed.ToString());
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        held.ForEach(static h => h.Dispose());
        foreach (var one in Enumerable.Reverse(running))
        {
            await one.DisposeAsync();
        }

        Writ.Dispose();
    }

    private async Task<Puppet> AgentAsync(string name)
    {
        var agent = await Puppet.StartAsync(Writ.Home, "--agent", name, "--intent", "look-after-records");
        running.Add(agent);
        return agent;
    }

    private async Task<CertificateHolder> HoldAsync(Puppet agent)
    {
        var holder = await CertificateHolder.GetAsync(agent, Server.AgentsTls);
        held.Add(holder);
        return holder;
    }
}
