namespace Writ.Testing;

/// <summary>A home and a release of its own for one test, with one server `probe` that behaves in all the ways a server can.</summary>
public sealed class Installation : IDisposable
{
    /// <summary>Every tool of the probe that an agent may know of.</summary>
    public const string Tools = "probe/echo, probe/note, probe/fail, probe/break, probe/shout, probe/tell, probe/die, probe/hold, probe/mystery";

    private readonly TempFolder folder = new();

    /// <summary>Makes it, with the release that most tests use.</summary>
    public Installation()
    {
        Directory.CreateDirectory(World);
        File.WriteAllText(Effects, "");
        Write("writ.yaml", Main);
        Write("intents/work.yaml", Intent("work", "deadline: 1h\nidle: 10m", "calls: 10000, writes: 10000, egress: 10000"));
        Write("intents/once.yaml", Intent("once", "deadline: 1h", "calls: 1, writes: 1, egress: 1"));
        Write("intents/brief.yaml", Intent("brief", "deadline: 1h\nidle: 1s", "calls: 100, writes: 100, egress: 0"));
        Write("intents/short.yaml", Intent("short", "deadline: 1s", "calls: 100, writes: 100, egress: 0"));
        Write("intents/closed.yaml", Intent("closed", "deadline: 1h", "calls: 1"));
        Write("catalogue/probe.yaml", Catalogue);
        Write("policies/probe.cedar", Policies);
    }

    /// <summary>The release's `writ.yaml`.</summary>
    public string Main => $$"""
        trust_domain: probe.example
        agents:
          worker: { owner: tests, purpose: works, tier: low, intents: [work, once, brief, short, closed] }
          other: { owner: tests, purpose: works too, tier: low, intents: [work] }
        servers:
          probe: { stdio: { command: [node, "{{WritProgram.Script("probe.mjs")}}", "{{World}}"], directory: . } }

        """;

    /// <summary>The release's policies.</summary>
    public static string Policies => """
        @id("probe/open") permit (principal, action == Writ::Action::"task/open", resource)
        unless { resource == Writ::Intent::"closed" };
        @id("probe/all") permit (principal, action in Writ::Action::"tools", resource);
        @id("probe/no-denied") @reason("the text says that it is to be denied") @fix("say something else")
        forbid (principal, action in Writ::Action::"tools", resource) when { context.input has text && context.input.text like "denied*" };

        """;

    /// <summary>Below which it all is.</summary>
    public string Folder => folder.Path;

    /// <summary>Its home.</summary>
    public string Home => folder.At("home");

    /// <summary>Its release folder.</summary>
    public string Config => folder.At("config");

    /// <summary>Where the probe keeps what it did.</summary>
    public string World => folder.At("world");

    /// <summary>What the probe did, a line each.</summary>
    public string Effects => Path.Combine(World, "effects");

    /// <summary>The agents' socket.</summary>
    public string AgentSocket => Path.Combine(Home, "run", "agent.sock");

    /// <summary>The operators' socket.</summary>
    public string ControlSocket => Path.Combine(Home, "run", "control.sock");

    /// <summary>The operators' credential.</summary>
    public string OperatorToken => File.ReadAllText(Path.Combine(Home, "keys", "operator.token")).Trim();

    private static string Catalogue => """
        server: probe
        tools:
          echo: { effects: [read] }
          note: { effects: [write] }
          fail: { effects: [read] }
          break: { effects: [read] }
          shout: { effects: [read] }
          tell: { effects: [read] }
          die: { effects: [write] }
          hold: { effects: [write] }
          hidden: { effects: [read] }

        """;

    /// <summary>A file of `intents/`.</summary>
    public static string Intent(string name, string times, string budget) => $$"""
        intent: {{name}}
        purpose: try things
        owner: tests
        tier: low
        parameters:
          customer: { type: string }
          count: { type: long }
          urgent: { type: bool }
        {{times}}
        budget: { {{budget}} }
        ceiling:
          - actions: [{{Tools}}]

        """;

    /// <summary>Writes a file of the release, whole at once, as an editor does.</summary>
    public void Write(string name, string text)
    {
        var path = Path.Combine(Config, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + "~", text);
        File.Move(path + "~", path, overwrite: true);
    }

    /// <summary>Starts Writ.</summary>
    public Task<WritServer> UpAsync(params string[] more) => WritServer.StartAsync(Home, Config, more);

    /// <summary>Runs a verb to its end.</summary>
    public Task<CliResult> WritAsync(params string[] arguments) => WritProgram.RunAsync(Home, arguments);

    /// <summary>Launches an agent for a task.</summary>
    public Task<Puppet> AgentAsync(string intent = "work", params string[] more) => Puppet.StartAsync(Home, [.. (string[])["--agent", "worker", "--intent", intent], .. more]);

    /// <summary>Opens the gate that a held call waits for.</summary>
    public void Release(string name) => File.WriteAllText(Path.Combine(World, "gates", name), "");

    /// <summary>What the probe did so far.</summary>
    public string[] Did() => File.ReadAllLines(Effects);

    /// <summary>Waits until the probe did something.</summary>
    public async Task DidAsync(string what)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(World) { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.Size };
        watcher.Changed += (_, _) => Look();
        watcher.EnableRaisingEvents = true;
        Look();
        await done.Task.WaitAsync(TimeSpan.FromSeconds(60));

        void Look()
        {
            if (Did().Contains(what))
            {
                done.TrySetResult();
            }
        }
    }

    /// <summary>The ledger, as `writ ledger show` tells it: a row each, a column each.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> LedgerAsync()
    {
        var shown = await WritAsync("ledger", "show", "--last", "10000");
        Assert.True(shown.ExitCode == 0, shown.ToString());
        var lines = shown.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var header = lines[0].Split('\t');
        return [.. lines.Skip(1).Select(line => header.Zip(line.Split('\t')).ToDictionary(static p => p.First, static p => p.Second, StringComparer.Ordinal))];
    }

    /// <inheritdoc />
    public void Dispose() => folder.Dispose();
}
