using System.Text.Json;
using System.Text.Json.Nodes;

namespace Writ.Bench.Cedar;

/// <summary>Policies, schema, entities and requests of one size, the same for every engine.</summary>
internal sealed class GatewayWorkload
{
    public const int Requests = 1_024;
    private const int PoliciesInAFile = 500;

    private readonly GatewayWorld world;
    private readonly List<GatewayPolicy> policies;
    private readonly List<GatewayRequest> requests;

    /// <summary>Makes the workload of a seed.</summary>
    /// <param name="count">How many policies.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="everyScopeFits">Whether policies have conditions only, so that an index leaves nothing out.</param>
    public GatewayWorkload(int count, int seed, bool everyScopeFits = false)
    {
        var fleet = Fleet.For(count);
        world = new GatewayWorld(new Random(seed));
        policies = new GatewayPolicies(fleet, new Random(seed + 1)).Make(count);
        if (everyScopeFits)
        {
            policies = [.. policies.Select(static policy => policy with { Principal = Constraint.None, Tools = [], Resource = Constraint.None })];
        }

        requests = new GatewayRequests(fleet, world, new Random(seed + 2)).Make(Requests, policies);
        Schema = GatewaySchema.For(fleet);
        Files = [.. policies.Select(static policy => policy.ToCedar()).Chunk(PoliciesInAFile).Select(static file => string.Join('\n', file))];
        Entities = world.ToJson();
    }

    /// <summary>How many policies there are.</summary>
    public int Count => policies.Count;

    /// <summary>The policies as texts, as a repository would have them in files.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The schema.</summary>
    public string Schema { get; }

    /// <summary>The hundred entities in Cedar's JSON.</summary>
    public JsonArray Entities { get; }

    /// <summary>The requests.</summary>
    public IReadOnlyList<GatewayRequest> Asked => requests;

    /// <summary>How many conditions the rule language has no words for, and how many policies are lost with them.</summary>
    public (int Clauses, int Policies) LostInRules { get; private set; }

    /// <summary>Writes what the engines in the other process read.</summary>
    public void WriteForPeers(string file)
    {
        var told = new JsonObject
        {
            ["policies"] = string.Join('\n', Files),
            ["schema"] = Schema,
            ["entities"] = Entities.DeepClone(),
            ["documents"] = Documents(),
            ["requests"] = new JsonArray([.. requests.Select(Request)]),
        };
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(told));
    }

    private JsonObject Request(GatewayRequest request)
    {
        var action = new JsonObject { ["uid"] = GatewayWorld.Uid("Action", request.Tool), ["attrs"] = new JsonObject(), ["parents"] = new JsonArray(GatewayWorld.Uid("Action", request.Server)) };
        var group = new JsonObject { ["uid"] = GatewayWorld.Uid("Action", request.Server), ["attrs"] = new JsonObject(), ["parents"] = new JsonArray() };
        var needed = world.WithAncestors(request.Agent).Concat(world.WithAncestors(request.Record)).Select(name => world[name].DeepClone());
        return new JsonObject
        {
            ["principal"] = GatewayWorld.Uid("Agent", request.Agent),
            ["action"] = GatewayWorld.Uid("Action", request.Tool),
            ["resource"] = GatewayWorld.Uid("Record", request.Record),
            ["context"] = request.Context.DeepClone(),
            ["actionEntities"] = new JsonArray(action, group),
            ["slice"] = new JsonArray([.. needed, action.DeepClone(), group.DeepClone()]),
            ["facts"] = Facts(request),
        };
    }

    // The non-Cedar engine has no entities: the gateway in front of it would look up what it needs and hand it over as fields.
    private JsonObject Facts(GatewayRequest request)
    {
        static JsonObject Marks(IEnumerable<string> names) => new(names.Select(static name => KeyValuePair.Create<string, JsonNode?>(name, "yes")));
        var record = world[request.Record]["attrs"]!;
        return new JsonObject
        {
            ["principal"] = request.Agent,
            ["principal_in"] = Marks(world.WithAncestors(request.Agent).Skip(1)),
            ["tool"] = request.Tool,
            ["server"] = request.Server,
            ["resource"] = request.Record,
            ["resource_in"] = Marks(world.WithAncestors(request.Record).Skip(1)),
            ["labels"] = Marks(record["labels"]!.AsArray().Select(static label => (string)label!)),
            ["region"] = record["region"]?.DeepClone(),
            ["desk"] = world[request.Agent]["tags"]!["desk"]!.DeepClone(),
            ["input"] = request.Context["input"]!.DeepClone(),
            ["mode"] = request.Context["mode"]!.DeepClone(),
            ["tainted"] = request.Context["tainted"]!.DeepClone(),
            ["hour"] = request.Context["hour"]!.DeepClone(),
            ["intent"] = request.Context["intent"]?.DeepClone(),
        };
    }

    // A document may be meant for one agent, and is then passed over for others without a look at its rules: the language's only index.
    private JsonArray Documents()
    {
        var (clauses, lost) = (0, 0);
        var byAgent = new Dictionary<string, JsonArray>(StringComparer.Ordinal);
        for (var number = 0; number < policies.Count; number++)
        {
            var policy = policies[number];
            var condition = policy.ToRule(out var clausesLost);
            clauses += clausesLost;
            if (condition is null)
            {
                lost++;
                continue;
            }

            var agent = policy.Principal.Entity ?? "";
            if (!byAgent.TryGetValue(agent, out var rules))
            {
                byAgent.Add(agent, rules = []);
            }

            rules.Add(new JsonObject { ["name"] = $"policy{number}", ["condition"] = condition, ["ruleAction"] = policy.Permits ? "allow" : "deny" });
        }

        LostInRules = (clauses, lost);
        return new JsonArray([.. byAgent.Select(static (pair, number) => Document(pair.Key, pair.Value, number))]);
    }

    private static JsonObject Document(string agent, JsonArray rules, int number)
    {
        var document = new JsonObject { ["apiVersion"] = "governance.toolkit/v1", ["name"] = $"document{number}", ["scope"] = "global", ["default_action"] = "deny", ["rules"] = rules };
        if (agent.Length > 0)
        {
            document["agent"] = agent;
        }

        return document;
    }
}
