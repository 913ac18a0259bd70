using System.Globalization;
using System.Text.Json.Nodes;

namespace Writ.Bench.Cedar;

/// <summary>Requests by chance from a seed: of four, three are aimed at the scope of some permit, so that allows and denies are mixed.</summary>
internal sealed class GatewayRequests(Fleet fleet, GatewayWorld world, Random chance)
{
    /// <summary>Makes so many distinct requests.</summary>
    public List<GatewayRequest> Make(int count, IReadOnlyList<GatewayPolicy> policies)
    {
        // Agents and teams of policies may lie outside the hundred entities; a request can be aimed at the others only.
        var aims = policies.Where(policy => policy.Permits && Agents(policy.Principal).Count > 0 && Records(policy.Resource).Count > 0).ToList();
        var requests = new Dictionary<string, GatewayRequest>(StringComparer.Ordinal);
        while (requests.Count < count)
        {
            var request = chance.Next(4) > 0 && aims.Count > 0 ? Aimed(aims[chance.Next(aims.Count)]) : new GatewayRequest(Pick(All("agent", Fleet.StoredAgents)), fleet.Tool(chance), Pick(All("record", Fleet.StoredRecords)), Context());
            requests.TryAdd(request.Key, request);
        }

        return [.. requests.Values];
    }

    private GatewayRequest Aimed(GatewayPolicy policy)
    {
        var tool = policy.Tools.Count == 0 ? fleet.Tool(chance) : policy.Tools[chance.Next(policy.Tools.Count)];
        if (!tool.Contains('/', StringComparison.Ordinal))
        {
            tool = Pick([.. Fleet.ToolsOf(int.Parse(tool.AsSpan("server".Length), CultureInfo.InvariantCulture))]);
        }

        return new GatewayRequest(Pick(Agents(policy.Principal)), tool, Pick(Records(policy.Resource)), Context());
    }

    private List<string> Agents(Constraint constraint) => Fitting(constraint, All("agent", Fleet.StoredAgents));

    private List<string> Records(Constraint constraint) => Fitting(constraint, All("record", Fleet.StoredRecords));

    private List<string> Fitting(Constraint constraint, List<string> names) =>
        [.. names.Where(name => (constraint.Entity ?? name) == name && (constraint.Group is null || world.WithAncestors(name).Contains(constraint.Group)))];

    private static List<string> All(string kind, int count) => [.. Enumerable.Range(0, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{kind}{number}"))];

    private JsonObject Context()
    {
        var input = new JsonObject { ["path"] = $"/{Pick(GatewayPolicies.Folders)}/case/{chance.Next(1000)}", ["amount"] = chance.Next(8_000) };
        if (chance.Next(2) == 0)
        {
            input["rows"] = chance.Next(6_000);
        }

        var context = new JsonObject
        {
            ["input"] = input,
            ["mode"] = Pick(GatewayPolicies.Modes),
            ["tainted"] = chance.Next(5) == 0,
            ["hour"] = chance.Next(6, 20),
            ["source"] = new JsonObject { ["__extn"] = new JsonObject { ["fn"] = "ip", ["arg"] = $"{(chance.Next(4) > 0 ? 10 : 192)}.0.{chance.Next(256)}.{chance.Next(256)}" } },
        };
        if (chance.Next(4) > 0)
        {
            context["intent"] = Pick(GatewayPolicies.Intents);
        }

        return context;
    }

    private string Pick(IReadOnlyList<string> of) => of[chance.Next(of.Count)];
}
