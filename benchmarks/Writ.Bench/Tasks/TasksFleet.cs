using System.Globalization;
using System.Text;
using Writ.Authority.Releases;

namespace Writ.Bench.Tasks;

/// <summary>The release of the benchmark on disk: many agents, one intent, and as many policies as a large company has, of which each request meets few.</summary>
internal static class TasksFleet
{
    public const int Agents = 1_000;
    private const int Policies = 10_000;

    /// <summary>The name of one agent.</summary>
    public static string Agent(int number) => $"agent-{number}";

    /// <summary>Writes it.</summary>
    public static ReleaseFolder Write(string folder)
    {
        var main = new StringBuilder("trust_domain: bench.example\nagents:\n");
        for (var i = 0; i < Agents; i++)
        {
            main.Append(CultureInfo.InvariantCulture, $"  {Agent(i)}: {{ owner: bench, purpose: works, tier: low, intents: [work] }}\n");
        }

        main.Append("servers:\n  crm: { http: { url: \"http://127.0.0.1:9/mcp\" } }\n");
        Write(folder, "writ.yaml", main.ToString());
        Write(folder, "policies/open.cedar", "@id(\"open\") permit (principal, action == Writ::Action::\"task/open\", resource == Writ::Intent::\"work\");\n");
        for (var file = 0; file < Policies / Agents; file++)
        {
            // Each agent has a rule in each file, for a kind of resource each; the first is the one that its requests meet.
            var rules = new StringBuilder();
            for (var i = 0; i < Agents; i++)
            {
                rules.Append(
                    CultureInfo.InvariantCulture,
                    $"@id(\"r{file}-{i}\") permit (principal in Writ::Agent::\"{Agent(i)}\", action in Writ::Action::\"read\", resource is {(file == 0 ? "Case" : $"Kind{file}")}) when {{ context.intent has work && context.intent.work has customer && resource has customer && resource.customer == context.intent.work.customer }};\n");
            }

            Write(folder, $"policies/rules{file}.cedar", rules.ToString());
        }

        Write(folder, "intents/work.yaml", """
            intent: work
            purpose: work
            owner: bench
            tier: low
            parameters:
              customer: { type: string, required: true, max_length: 64 }
            deadline: 1h
            idle: 1h
            budget: { calls: 1000000 }
            ceiling:
              - actions: [crm/*]
                resources: [Case]

            """);
        Write(folder, "catalogue/crm.yaml", """
            server: crm
            tools:
              read:
                effects: [read]
                resource: { type: Case, argument: path, template: "customers/{customer}/cases/{case}", id: case }

            """);
        return Of(folder);
    }

    /// <summary>The folder that was written.</summary>
    public static ReleaseFolder Of(string folder) => new(Path.Combine(folder, "config"), null);

    private static void Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, "config", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
