using System.Diagnostics;
using System.Text.Json;
using Writ.Bench.Processes;

namespace Writ.Bench.Spine;

/// <summary>An installation of Writ for the benchmark: a home folder, and a release with every control on that a task of a real agent would meet.</summary>
internal sealed class WritHome
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly string command;
    private readonly string home;
    private readonly string config;

    private WritHome(string command, string home, string config) => (this.command, this.home, this.config) = (command, home, config);

    /// <summary>Where agents are attested.</summary>
    public string AgentSocket => Path.Combine(home, "run", "agent.sock");

    /// <summary>Where operators command.</summary>
    public string ControlSocket => Path.Combine(home, "run", "control.sock");

    /// <summary>The store's folder.</summary>
    public string Data => Path.Combine(home, "data");

    /// <summary>Writes the release.</summary>
    public static WritHome Make(string folder, string command, int upstream)
    {
        var writ = new WritHome(command, Path.Combine(folder, "home"), Path.Combine(folder, "config"));
        foreach (var part in (string[])["intents", "catalogue", "policies"])
        {
            Directory.CreateDirectory(Path.Combine(writ.config, part));
        }

        writ.Write("writ.yaml", $$"""
            trust_domain: bench.example

            agents:
              bench:
                owner: bench
                purpose: calls one tool as fast as it can
                tier: medium
                intents: [bench]

            servers:
              echo:
                http:
                  url: http://127.0.0.1:{{upstream}}/mcp
            """);
        writ.Write("intents/bench.yaml", """
            intent: bench
            purpose: call the echo tool on one customer's case
            owner: bench
            tier: medium

            parameters:
              customer: { type: string, required: true, max_length: 64 }

            deadline: 1h
            idle: 10m
            budget: { calls: 100000000, writes: 0, egress: 0 }

            ceiling:
              - actions: [echo/*]
                resources: [Case]
            """);
        writ.Write("catalogue/echo.yaml", """
            server: echo
            tools:
              echo:
                effects: [read]
                resource: { type: Case, argument: path, template: "customers/{customer}/cases/{case}/**", id: case }
            """);
        writ.Write("policies/bench.cedar", """
            @id("bench/open")
            permit (
              principal in Writ::Agent::"bench",
              action == Writ::Action::"task/open",
              resource == Writ::Intent::"bench"
            );

            @id("bench/own-customer")
            @reason("the case belongs to another customer than the one this task is about")
            @fix("name a case of the task's customer")
            permit (
              principal in Writ::Agent::"bench",
              action in Writ::Action::"read",
              resource is Case
            )
            when {
              context.intent has bench &&
              resource.customer == context.intent.bench.customer
            };
            """);
        return writ;
    }

    /// <summary>Starts Writ; answers the process once it is ready, and how long that took from the command, in milliseconds.</summary>
    public async Task<(Child Process, double Milliseconds)> UpAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var process = Child.Start(command, ["up", "--home", home, "--config", config, "--port", "0", "--tls-port", "0", "--operator-port", "0"], endsWithInput: false, ("WRIT_NO_BUILD", "1"));
        try
        {
            await process.LineAsync("ready", StartLimit);
            return (process, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>The agents' listener of the process that runs.</summary>
    public string AgentUrl()
    {
        using var endpoints = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(home, "run", "endpoints.json")));
        return endpoints.RootElement.GetProperty("agents").GetString()!;
    }

    /// <summary>The operators' credential.</summary>
    public string OperatorToken() => File.ReadAllText(Path.Combine(home, "keys", "operator.token")).Trim();

    /// <summary>Starts the generator as an attested instance with a task of its own.</summary>
    public Child RunGenerator() => RunInTask("load");

    /// <summary>Starts this very program in another role, as an attested instance with a task of its own.</summary>
    public Child RunInTask(params string[] arguments) => Child.Start(
        command,
        ["run", "--home", home, "--agent", "bench", "--intent", "bench", "--param", "customer=acme", "--quiet", "--", Environment.ProcessPath!, .. Child.SelfArguments(arguments)],
        endsWithInput: true,
        ("WRIT_NO_BUILD", "1"));

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(config, name), text + "\n");
}
