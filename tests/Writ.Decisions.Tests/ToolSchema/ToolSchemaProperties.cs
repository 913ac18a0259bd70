using System.Text;
using System.Text.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Validation;

namespace Writ.Decisions.Tests.ToolSchema;

/// <summary>What holds for every tool list.</summary>
public sealed class ToolSchemaProperties
{
    private const int Cases = 3_000;

    [Fact]
    public void ReadArguments_ValidUnderTheSchema_KeepsToTheGeneratedType()
    {
        var tools = new RandomTool(new Random(20260401));
        for (var i = 0; i < Cases; i++)
        {
            var (schema, arguments) = tools.Next();
            var vocabulary = Tools.Vocabulary(Tools.One(schema), out _);
            var input = vocabulary.ReadArguments(Tools.Named("t"), Encoding.UTF8.GetBytes(arguments), out var member);
            Assert.True(input is not null, $"case {i}: `{member}`\n{schema}\n{arguments}");
            Assert.True(Tools.Violation(vocabulary, "t", input) is null, $"case {i}: {Tools.Violation(vocabulary, "t", input)}\n{schema}\n{arguments}");
            Assert.True(CedarSchema.TryParse(vocabulary.Text, out _, out var errors), $"case {i}: {string.Join("; ", errors)}\n{vocabulary.Text}");
        }
    }

    [Fact]
    public void Generate_AnyLegalNames_MapInjectively()
    {
        var chance = new Random(20260402);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var skeletons = new HashSet<string>(StringComparer.Ordinal);
        const string Characters = "abcXYZ019-_./:;@ \"\\'`{}[]()日本äß漢字🐈";
        while (names.Count < 500)
        {
            var name = string.Concat(Enumerable.Range(0, chance.Next(1, 12)).Select(_ => Characters.EnumerateRunes().ElementAt(chance.Next(Characters.EnumerateRunes().Count())).ToString()));
            if (skeletons.Add(LookAlikes.Skeleton(name))) names.Add(name);
        }

        var list = $$"""{"tools":[{{string.Join(",", names.Select(n => $$$"""{"name":{{{System.Text.Json.JsonSerializer.Serialize(n)}}},"inputSchema":{"type":"object"}}"""))}}]}""";
        var vocabulary = Tools.Vocabulary(list, out _);
        var ids = vocabulary.Schema.Actions.Keys.Select(k => k.Id).Where(id => id.StartsWith("files/", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(names.Select(n => $"files/{n}").Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
    }

    // Twice as much of it takes at most a little more than twice the memory, which all the work here passes through.
    [Theory]
    [InlineData("members")]
    [InlineData("tools")]
    [InlineData("choices")]
    [InlineData("parts")]
    [InlineData("names")]
    [InlineData("references")]
    [InlineData("enums")]
    public void Generate_ListTwiceAsLarge_TakesTwiceTheWork(string kind)
    {
        _ = Allocated(kind, 50);
        Assert.InRange((double)Allocated(kind, 800) / Allocated(kind, 400), 0, 2.6);
    }

    private static readonly ToolSchemaLimits Wide = new() { MaxParts = 1_000_000, MaxSteps = 10_000_000, MaxFindings = 1 };

    private static long Allocated(string kind, int size)
    {
        var list = Tools.Utf8(Large(kind, size));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(ToolSchemaGenerator.Generate(Tools.Server, list, Tools.NoCatalogue, out _, Wide));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Large(string kind, int size)
    {
        static string Many(int count, Func<int, string> one) => string.Join(",", Enumerable.Range(0, count).Select(one));
        static string Tool(int number, string members) => "{\"name\":\"t" + number + "\",\"inputSchema\":{\"type\":\"object\",\"properties\":{" + members + "}}}";
        const string Enumeration = "{\"type\":\"string\",\"enum\":[\"a\"]}";
        return kind switch
        {
            "members" => Tools.One($"{{\"type\":\"object\",\"properties\":{{{Many(20 * size, static i => $"\"m{i}\":{Enumeration}")}}}}}"),
            "tools" => $"[{Many(size, static i => Tool(i, Many(20, static n => $"\"m{n}\":{Enumeration}")))}]",
            "choices" => Tools.One($"{{\"type\":\"object\",\"anyOf\":[{Many(size, static n => $"{{\"properties\":{{\"n{n}\":{{}}}}}}")}]}}"),
            "parts" => Tools.One($"{{\"type\":\"object\",\"allOf\":[{Many(size, static n => $"{{\"properties\":{{\"n{n}\":{{}}}}}}")}]}}"),
            "names" => Tools.One($"{{\"type\":\"object\",\"properties\":{{\"{new string('x', 1_000 * size)}\":{{\"type\":\"object\",\"properties\":{{{Many(10 * size, static i => $"\"m{i}\":{{}}")}}}}}}}}}"),
            "references" => Tools.One($"{{\"type\":\"object\",\"properties\":{{{Many(size, static i => $"\"m{i}\":{{\"$ref\":\"#/$defs/d{i}\"}}")}}},\"$defs\":{{{Many(size, static i => $"\"d{i}\":{Enumeration}")}}}}}"),
            _ => Tools.One($"{{\"type\":\"object\",\"properties\":{{\"e\":{{\"enum\":[{Many(20 * size, static i => $"\"v{i}\"")}]}}}}}}"),
        };
    }

    // A reference to the last of many definitions does not go through all of them each time.
    [Fact]
    public void Resolve_ManyReferencesAmongManyDefinitions_LooksAtEachOnce()
    {
        var definitions = string.Join(",", Enumerable.Range(0, 5_000).Select(static i => $"\"d{i}\":{{\"l\":[{i}]}}"));
        using var document = JsonDocument.Parse($"{{\"$defs\":{{{definitions}}}}}");
        var budget = new StepBudget(16_000);
        var references = new SchemaReferences(document.RootElement, budget);
        for (var i = 0; i < 5_000; i++) Assert.Equal(i, references.Resolve($"#/$defs/d{i}/l/0", out _, out _)!.Value.GetInt32());
        Assert.Null(references.Resolve("#/$defs/none", out _, out var isSpent));
        Assert.Null(references.Resolve("#" + new string('/', 2_000), out _, out isSpent));
        Assert.False(isSpent);
        Assert.InRange(budget.Taken, 5_000, 16_000);
    }

    // RFC 6901, section 3: each name has one spelling, so each place is kept once.
    [Theory]
    [InlineData("#/~0a", true)]
    [InlineData("#/%7E0a", true)]
    [InlineData("#/~1b", true)]
    [InlineData("#/~01c", true)]
    [InlineData("#/~a", false)]
    [InlineData("#/%7Ea", false)]
    [InlineData("#/~2", false)]
    [InlineData("#/d~", false)]
    public void Resolve_TildeBeforeAnythingElse_LeadsNowhere(string reference, bool leads)
    {
        using var document = JsonDocument.Parse("""{"~a":1,"/b":1,"~1c":1,"~2":1,"d~":1}""");
        Assert.Equal(leads, new SchemaReferences(document.RootElement, new StepBudget(100)).Resolve(reference, out _, out var isSpent) is not null);
        Assert.False(isSpent);
    }

    [Theory]
    [InlineData(10_001, false)]
    [InlineData(10_000, true)]
    public void Resolve_MembersOnTheWay_CostAStepEach(int steps, bool expected)
    {
        using var document = JsonDocument.Parse($"{{\"d\":{{{string.Join(",", Enumerable.Range(0, 10_000).Select(static i => $"\"x{i}\":0"))}}}}}");
        var budget = new StepBudget(steps);
        Assert.Equal(expected, new SchemaReferences(document.RootElement, budget).Resolve("#/d/x7", out _, out var isSpent) is null);
        Assert.Equal((expected, expected ? 1 : 10_001), (isSpent, budget.Taken));
    }

    // As many spellings of the way to one large object as ten steps of `~` allow, each of which could be kept with its own copy of the members.
    [Fact]
    public void Resolve_OnePlaceSpelledInManyWays_TakesNoMoreThanOne()
    {
        var large = string.Join(",", Enumerable.Range(0, 2_000).Select(static i => $"\"x{i}\":0"));
        using var document = JsonDocument.Parse($"{string.Concat(Enumerable.Repeat("{\"~a\":", 10))}{{{large}}}{new string('}', 10)}");
        long Taken(Func<int, int, string> step)
        {
            var budget = new StepBudget(int.MaxValue);
            var references = new SchemaReferences(document.RootElement, budget);
            for (var i = 0; i < 1_024; i++) references.Resolve($"#{string.Concat(Enumerable.Range(0, 10).Select(at => step(i, at)))}/x7", out _, out _);
            return budget.Taken;
        }

        var once = Taken(static (_, _) => "/~0a");
        Assert.Equal(2_010, once);
        Assert.InRange(Taken(static (i, at) => (i >> at & 1) == 0 ? "/~0a" : "/~a"), 0, once);
        Assert.InRange(Taken(static (i, at) => (i >> at & 1) == 0 ? "/~0a" : "/%7E0%61"), 0, once);
    }

    [Fact]
    public void Generate_ReferenceBeyondTheSteps_IsToldAsThat()
    {
        var definitions = string.Join(",", Enumerable.Range(0, 1_000).Select(static i => $"\"d{i}\":0"));
        var list = Tools.Utf8(Tools.One($"{{\"type\":\"object\",\"properties\":{{\"a\":{{\"$ref\":\"#/$defs/d7\"}}}},\"$defs\":{{{definitions}}}}}"));
        Assert.NotNull(ToolSchemaGenerator.Generate(Tools.Server, list, Tools.NoCatalogue, out var findings, new ToolSchemaLimits { MaxSteps = 500 }));
        Assert.Contains(findings, static f => f.Message.Contains("work allowed", StringComparison.Ordinal));
        Assert.NotNull(ToolSchemaGenerator.Generate(Tools.Server, list, Tools.NoCatalogue, out findings, new ToolSchemaLimits { MaxSteps = 5_000 }));
        Assert.DoesNotContain(findings, static f => f.Message.Contains("work allowed", StringComparison.Ordinal));
    }

    // What is referred to again and again is paid for again and again, however large it is.
    [Fact]
    public void Generate_LargeSchemaReferredToOften_TakesNoMoreStepsThanTheLimit()
    {
        var junk = string.Join(",", Enumerable.Range(0, 20_000).Select(static i => $"\"x-{i}\":0"));
        var members = string.Join(",", Enumerable.Range(0, 900).Select(static i => $"\"m{i}\":{{\"$ref\":\"#/$defs/j\"}}"));
        using var document = JsonDocument.Parse($"{{\"type\":\"object\",\"properties\":{{{members}}},\"$defs\":{{\"j\":{{\"type\":\"string\",{junk}}}}}}}");
        var limits = new ToolSchemaLimits();
        var budget = new StepBudget(limits.MaxSteps);
        var found = new ToolFindings("t", 10);
        _ = new JsonSchemaReader("t", document.RootElement, limits, budget, found).Arguments();
        Assert.InRange(budget.Taken, 400_000, limits.MaxSteps);
        Assert.Contains(found.All(), static f => f.Message.Contains("work allowed", StringComparison.Ordinal));
    }

    [Fact]
    public void Generate_MutatedList_IsReadOrRefused()
    {
        var chance = new Random(20260403);
        var tools = new RandomTool(chance);
        string[] pieces = ["{", "}", "[", "]", ",", ":", "\"", "null", "true", "{}", "1e999", "\\ud800", "\"$ref\":\"#\",", "\"type\":\"object\",", "\"enum\":[{}],", "\"items\":", "\"required\":[1],", "\"properties\":7,", "\0", "\u00e9"];
        var read = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var text = Tools.One(tools.Next().Schema);
            for (var n = chance.Next(1, 4); n > 0; n--)
            {
                var at = chance.Next(text.Length);
                text = chance.Next(3) switch
                {
                    0 => text.Remove(at, Math.Min(chance.Next(8), text.Length - at)),
                    1 => text.Insert(at, pieces[chance.Next(pieces.Length)]),
                    _ => text.Insert(at, text.Substring(at, Math.Min(chance.Next(40), text.Length - at))),
                };
            }

            var generated = ToolSchemaGenerator.Generate(Tools.Server, Tools.Utf8(text), Tools.NoCatalogue, out var findings);
            if (generated is null) Assert.NotEmpty(findings);
            else Assert.True(Tools.Compose([], [], out var problems, generated) is not null, $"case {i}: {string.Join("; ", problems)}\n{text}");
            if (generated is not null) read++;
            if (McpSchemaExport.Export("namespace N { @mcp_principal @mcp_resource entity E; }", Tools.Utf8(text), out findings) is null) Assert.NotEmpty(findings);
        }

        Assert.InRange(read, 1, 9_999);
    }
}
