using System.Text.RegularExpressions;

namespace Writ.Architecture.Tests.Arrows;

public sealed partial class ArrowTests
{
    [Fact]
    public void Rings_OfTheTable_AreTheFoldersOfTheSource()
    {
        var folders = Directory.EnumerateDirectories(Repository.At("src")).Select(static f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(ArrowTable.Rings.Keys.Order(StringComparer.Ordinal), folders);
        Assert.Equal(0, ArrowTable.Rings["Standards"]);
        Assert.True(ArrowTable.Rings["Core"] < ArrowTable.Rings["Services"]);
        Assert.True(ArrowTable.Rings["Core"] < ArrowTable.Rings["Enforcement"]);
        Assert.All(ArrowTable.Rings.Where(static r => r.Key != "Hosts"), static r => Assert.True(r.Value < ArrowTable.Rings["Hosts"]));
    }

    [Fact]
    public void Projects_EachOne_StandsInARingUnderItsOwnName() => Assert.All(Repository.Projects, static project =>
    {
        Assert.Equal($"src/{project.Ring}/{project.Name}/{project.Name}.csproj", Repository.Name(project.Path));
        Assert.Contains(project.Ring, ArrowTable.Rings.Keys);
        Assert.StartsWith("Writ.", project.Name, StringComparison.Ordinal);
    });

    [Fact]
    public void Solution_OfAllProjects_HoldsEachOnce()
    {
        var listed = Repository.Xml(Repository.At("Writ.slnx")).Descendants("Project").Select(static p => p.Attribute("Path")!.Value).Order(StringComparer.Ordinal).ToArray();
        var there = new[] { "src", "tests", "benchmarks", "examples" }
            .Where(static f => Directory.Exists(Repository.At(f)))
            .SelectMany(static f => Directory.EnumerateFiles(Repository.At(f), "*.csproj", SearchOption.AllDirectories))
            .Select(Repository.Name).Order(StringComparer.Ordinal);
        Assert.Equal(there, listed);
    }

    [Fact]
    public void References_OfEachProject_ArePermittedByTheTable() => Assert.All(Repository.Projects, static project =>
    {
        var knows = ArrowTable.Knows.GetValueOrDefault(project.Name, []);
        Assert.All(project.References, reference =>
        {
            var other = Assert.Single(Repository.Projects, p => p.Path == reference);
            Assert.True(ArrowTable.Rings[other.Ring] <= ArrowTable.Rings[project.Ring], $"{project} points up to {other}");
            Assert.True(knows.Contains("*") || knows.Contains(other.Name), $"{project} may not know {other}");
        });
    });

    [Fact]
    public void Table_OfEveryProject_PointsDownAndNeverInACircle()
    {
        var rank = Repository.Projects.ToDictionary(static p => p.Name, static p => ArrowTable.Rings[p.Ring], StringComparer.Ordinal);
        Assert.All(ArrowTable.Knows.Where(static k => !k.Value.Contains("*")), knows => Assert.All(
            knows.Value,
            other => Assert.False(rank.TryGetValue(knows.Key, out var mine) && mine < rank[other], $"the table lets {knows.Key} point up to {other}")));
        Assert.All(ArrowTable.Knows.Keys, static name => Assert.DoesNotContain(name, Reach(name)));
        Assert.Equal(["Writ.Cli"], ArrowTable.Knows.Where(static k => k.Value.Contains("*")).Select(static k => k.Key));
    }

    [Fact]
    public void Table_OfZonesAndEnforcement_NeverReachesCedarOrAStore()
    {
        foreach (var name in new[] { "Writ.Zones", "Writ.Enforcement" })
        {
            Assert.DoesNotContain("Writ.Cedar", Reach(name));
            Assert.DoesNotContain("Writ.Decisions", Reach(name));
            Assert.DoesNotContain("Writ.Storage", Reach(name));
        }
    }

    // The record is what people read and argue about; the props file is what the build obeys. They may not differ.
    [Fact]
    public void Table_OfTheDecisionRecord_IsTheOneTheBuildEnforces()
    {
        var rows = File.ReadLines(Repository.At("docs", "decisions", "0001-rings.md"))
            .Select(static line => Row().Match(line)).Where(static m => m.Success)
            .ToDictionary(static m => m.Groups[1].Value, static m => Names().Matches(m.Groups[2].Value).Select(static n => n.Value).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (name, known) in rows)
        {
            // Domain's signatures speak of SPIFFE ids, so whoever knows Domain may name them.
            if (known.Contains("Domain"))
            {
                known.Add("Spiffe");
            }

            var enforced = ArrowTable.Knows.GetValueOrDefault("Writ." + name, []).Select(static n => n == "*" ? "everything" : n["Writ.".Length..]);
            Assert.Equal(known.Order(StringComparer.Ordinal), enforced.Order(StringComparer.Ordinal));
        }

        Assert.Subset(rows.Keys.Select(static n => "Writ." + n).ToHashSet(StringComparer.Ordinal), ArrowTable.Knows.Keys.ToHashSet(StringComparer.Ordinal));
        Assert.Subset(rows.Keys.Select(static n => "Writ." + n).ToHashSet(StringComparer.Ordinal), Repository.Projects.Select(static p => p.Name).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void Packages_OfADatabase_AreReferencedByTheStoreAlone() => Assert.All(
        Repository.Projects.Where(static p => p.Name != "Writ.Storage"),
        static project => Assert.DoesNotContain(project.Packages, static p => Database().IsMatch(p)));

    private static HashSet<string> Reach(string name)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(ArrowTable.Knows.GetValueOrDefault(name, []));
        while (open.TryDequeue(out var next))
        {
            if (next != "*" && reached.Add(next))
            {
                ArrowTable.Knows.GetValueOrDefault(next, []).ToList().ForEach(open.Enqueue);
            }
        }

        return reached;
    }

    [GeneratedRegex(@"^\| `Writ\.(\w+)` \| (.+) \|$", RegexOptions.None, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"[A-Z]\w+|everything", RegexOptions.None, 1000)]
    private static partial Regex Names();

    [GeneratedRegex("Sqlite|SQLite|Npgsql|Dapper|EntityFramework", RegexOptions.None, 1000)]
    private static partial Regex Database();
}
