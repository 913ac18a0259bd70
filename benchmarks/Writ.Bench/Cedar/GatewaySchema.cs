namespace Writ.Bench.Cedar;

/// <summary>The schema of the workload: agents in teams, records in collections, an action for every tool below the action of its server.</summary>
internal static class GatewaySchema
{
    private const string Types = """
        entity Team in [Team];
        entity Agent in [Team] = { clearance: Long } tags String;
        entity Collection in [Collection];
        entity Record in [Collection] = { owner: Agent, sensitivity: Long, labels: Set<String>, region?: String };
        type Call = { input: { path: String, amount: Long, rows?: Long }, mode: String, tainted: Bool, hour: Long, source: ipaddr, intent?: String };

        """;

    /// <summary>The schema in Cedar syntax.</summary>
    public static string For(Fleet fleet) => Types + string.Concat(Enumerable.Range(0, fleet.Servers).Select(static server =>
        $"action \"server{server}\";\naction {string.Join(", ", Fleet.ToolsOf(server).Select(static tool => $"\"{tool}\""))} in [\"server{server}\"] appliesTo {{ principal: [Agent], resource: [Record], context: Call }};\n"));
}
