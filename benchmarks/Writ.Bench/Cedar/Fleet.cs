namespace Writ.Bench.Cedar;

/// <summary>
/// How many agents, teams, tools and collections a set of policies speaks of: a larger set governs a larger company. The hundred entities of a
/// request are its first ones.
/// </summary>
internal sealed record Fleet(int Agents, int Teams, int Collections, int Records, int Servers)
{
    public const int StoredAgents = 40;
    public const int StoredTeams = 9;
    public const int StoredCollections = 10;
    public const int StoredRecords = 40;

    private static readonly string[] Verbs = ["read", "list", "search", "create", "update", "delete", "export", "comment"];

    /// <summary>The fleet that so many policies govern.</summary>
    public static Fleet For(int policies) => new(
        Math.Max(StoredAgents, policies / 3),
        Math.Max(StoredTeams, policies / 15),
        Math.Max(StoredCollections, policies / 15),
        Math.Max(StoredRecords, policies / 3),
        Math.Max(4, policies / 25));

    /// <summary>The tools of one server.</summary>
    public static IEnumerable<string> ToolsOf(int server) => Verbs.Select(verb => $"server{server}/{verb}");

    /// <summary>A tool by chance.</summary>
    public string Tool(Random chance) => $"server{chance.Next(Servers)}/{Verbs[chance.Next(Verbs.Length)]}";
}
