using System.Text.Json.Nodes;

namespace Writ.Bench.Cedar;

/// <summary>The hundred entities of the workload: 40 agents in 9 teams, 40 records in 10 collections, both groups in trees.</summary>
internal sealed class GatewayWorld
{
    private readonly Dictionary<string, JsonObject> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> parents = new(StringComparer.Ordinal);

    public GatewayWorld(Random chance)
    {
        for (var team = 0; team < Fleet.StoredTeams; team++)
        {
            Add("Team", $"team{team}", [], team < 3 ? [] : [$"team{(team / 3) - 1}"], "Team");
        }

        for (var collection = 0; collection < Fleet.StoredCollections; collection++)
        {
            Add("Collection", $"collection{collection}", [], collection < 3 ? [] : [$"collection{collection / 3 % 3}"], "Collection");
        }

        for (var agent = 0; agent < Fleet.StoredAgents; agent++)
        {
            List<string> teams = [$"team{agent % Fleet.StoredTeams}"];
            if (agent % 4 == 0)
            {
                teams.Add($"team{(agent + 4) % Fleet.StoredTeams}");
            }

            Add("Agent", $"agent{agent}", new() { ["clearance"] = chance.Next(5) }, teams, "Team", new() { ["desk"] = Pick(GatewayPolicies.Regions, chance), ["shift"] = "day" });
        }

        for (var record = 0; record < Fleet.StoredRecords; record++)
        {
            var attributes = new JsonObject
            {
                ["owner"] = new JsonObject { ["__entity"] = Uid("Agent", $"agent{chance.Next(Fleet.StoredAgents)}") },
                ["sensitivity"] = chance.Next(5),
                ["labels"] = new JsonArray([.. GatewayPolicies.Labels.Where(_ => chance.Next(2) == 0).Select(static label => JsonValue.Create(label))]),
            };
            if (chance.Next(4) > 0)
            {
                attributes["region"] = Pick(GatewayPolicies.Regions, chance);
            }

            Add("Record", $"record{record}", attributes, [$"collection{record % Fleet.StoredCollections}"], "Collection");
        }
    }

    /// <summary>Every entity in Cedar's JSON.</summary>
    public JsonArray ToJson() => new([.. byName.Values.Select(static entity => entity.DeepClone())]);

    /// <summary>The group itself and every group above it, of an agent, a record or a group; the entity's own name is the first.</summary>
    public IReadOnlyList<string> WithAncestors(string name)
    {
        List<string> found = [name];
        for (var next = 0; next < found.Count; next++)
        {
            found.AddRange(parents[found[next]].Except(found));
        }

        return found;
    }

    /// <summary>The entity in Cedar's JSON.</summary>
    public JsonObject this[string name] => byName[name];

    /// <summary>A uid in JSON.</summary>
    public static JsonObject Uid(string type, string id) => new() { ["type"] = type, ["id"] = id };

    private static string Pick(string[] of, Random chance) => of[chance.Next(of.Length)];

    private void Add(string type, string name, JsonObject attributes, List<string> above, string aboveType, JsonObject? tags = null)
    {
        parents.Add(name, above);
        var entity = new JsonObject
        {
            ["uid"] = Uid(type, name),
            ["attrs"] = attributes,
            ["parents"] = new JsonArray([.. above.Select(parent => Uid(aboveType, parent))]),
        };
        if (tags is not null)
        {
            entity["tags"] = tags;
        }

        byName.Add(name, entity);
    }
}
