using System.Globalization;

namespace Writ.Bench.Cedar;

/// <summary>Policies as a gateway in front of MCP servers has them, by chance from a seed.</summary>
internal sealed class GatewayPolicies(Fleet fleet, Random chance)
{
    /// <summary>What a policy may ask. Every one is strictly valid under the schema of <see cref="GatewaySchema"/>.</summary>
    public static string[] Modes { get; } = ["read_only", "standard", "elevated"];

    public static string[] Labels { get; } = ["public", "internal", "personal", "payment", "health"];

    public static string[] Regions { get; } = ["eu", "us", "apac"];

    public static string[] Intents { get; } = ["resolve_ticket", "summarise", "refund", "onboard", "audit"];

    public static string[] Folders { get; } = ["srv", "home", "data", "tmp"];

    /// <summary>Makes so many policies; about one in seven forbids.</summary>
    public List<GatewayPolicy> Make(int count)
    {
        var policies = new List<GatewayPolicy>(count);
        while (policies.Count < count)
        {
            var permits = policies.Count % 7 != 3;
            var principal = Principal();
            policies.Add(new GatewayPolicy(permits, principal, Tools(anyFits: permits && principal.Entity is not null), Resource(), Clauses(permits)));
        }

        return policies;
    }

    private Constraint Principal() => chance.Next(10) switch
    {
        < 3 => new Constraint("Agent", Entity: Id("agent", fleet.Agents)),
        < 6 => new Constraint(GroupType: "Team", Group: Id("team", fleet.Teams)),
        < 7 => new Constraint("Agent", GroupType: "Team", Group: Id("team", fleet.Teams)),
        < 8 => new Constraint("Agent"),
        _ => Constraint.None,
    };

    private List<string> Tools(bool anyFits) => chance.Next(20) switch
    {
        < 2 when anyFits => [],
        < 9 => [fleet.Tool(chance)],
        < 14 => [.. Enumerable.Range(0, chance.Next(2, 5)).Select(_ => fleet.Tool(chance)).Distinct()],
        _ => [Id("server", fleet.Servers)],
    };

    private Constraint Resource() => chance.Next(20) switch
    {
        < 8 => Constraint.None,
        < 12 => new Constraint("Record"),
        < 17 => new Constraint(GroupType: "Collection", Group: Id("collection", fleet.Collections)),
        < 18 => new Constraint("Record", GroupType: "Collection", Group: Id("collection", fleet.Collections)),
        _ => new Constraint("Record", Entity: Id("record", fleet.Records)),
    };

    // A forbid always has something that lifts it.
    private List<Clause> Clauses(bool permits) =>
        [.. Enumerable.Range(0, chance.Next(permits ? 0 : 1, 4)).Select(_ => Clause()).DistinctBy(static clause => clause.Cedar)];

    private Clause Clause()
    {
        var (number, label, region, mode, intent, folder) =
            (chance.Next(1, 20) * 500, Pick(Labels), Pick(Regions), Pick(Modes), Pick(Intents), Pick(Folders));
        return chance.Next(14) switch
        {
            0 => new Clause($"context.input.path like \"/{folder}/*\""),
            1 => new Clause($"context has intent && context.intent == \"{intent}\"", $"intent == '{intent}'", $"intent != '{intent}'"),
            2 => Compare("context.input.amount", "input.amount", "<=", ">", number),
            3 => new Clause($"resource.labels.contains(\"{label}\")", $"labels.{label}", $"labels.{label} != 'yes'"),
            4 => new Clause("principal.clearance >= resource.sensitivity"),
            5 => new Clause($"principal.hasTag(\"desk\") && principal.getTag(\"desk\") == \"{region}\"", $"desk == '{region}'", $"desk != '{region}'"),
            6 => new Clause($"[\"standard\", \"{mode}\"].contains(context.mode)", $"mode in ['standard', '{mode}']", $"mode not in ['standard', '{mode}']"),
            7 => new Clause($"resource has region && resource.region == \"{region}\"", $"region == '{region}'", $"region != '{region}'"),
            8 => new Clause("!context.tainted", "tainted == false", "tainted == true"),
            9 => new Clause($"context.input has rows && context.input.rows < {number}", string.Create(CultureInfo.InvariantCulture, $"input.rows < {number}"), string.Create(CultureInfo.InvariantCulture, $"input.rows >= {number}")),
            10 => new Clause("resource.owner == principal"),
            11 => new Clause("context.source.isInRange(ip(\"10.0.0.0/8\"))"),
            12 => new Clause($"resource.labels.containsAny([\"public\", \"{label}\"])", label == "public" ? "labels.public" : null, label == "public" ? "labels.public != 'yes'" : null),
            _ => Compare("context.hour", "hour", ">=", "<", chance.Next(5, 10)),
        };
    }

    private static Clause Compare(string cedar, string rule, string comparison, string opposite, int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"{cedar} {comparison} {number}"),
        string.Create(CultureInfo.InvariantCulture, $"{rule} {comparison} {number}"),
        string.Create(CultureInfo.InvariantCulture, $"{rule} {opposite} {number}"));

    private string Id(string kind, int count) => string.Create(CultureInfo.InvariantCulture, $"{kind}{chance.Next(count)}");

    private string Pick(string[] of) => of[chance.Next(of.Length)];
}
