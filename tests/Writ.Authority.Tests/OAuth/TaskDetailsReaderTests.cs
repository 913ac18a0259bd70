using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Writ.Authority.OAuth.Grants;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Tests.OAuth;

public sealed class TaskDetailsReaderTests
{
    private const string Whole =
        """
        [{"type":"urn:writ:task","intent":"resolve-ticket","parameters":{"ticket":"T-42","count":7,"urgent":true},"goal":"answer",
          "actions":["files/read_text_file","crm/*"],"resources":["Case::42","*"],
          "arguments":{"path":{"below":"customers/acme"},"head":{"at_most":-3},"mode":{"one_of":["fast",7,false]}},
          "lifetime":600,"uses":3,"delegation":{"max_depth":0},"locations":["http://127.0.0.1:7420/mcp","spiffe://support.example/zone/tools/mcp"]}]
        """;

    private static readonly TokenOptions Options = new(TrustDomain.Parse("support.example"), new IssuerAddress());

    [Theory]
    [InlineData("{\"max_depth\":7}", null, 7)]
    [InlineData("{\"to\":\"researcher\"}", "researcher", null)]
    [InlineData("{\"max_depth\":0,\"to\":\"spiffe://support.example/agent/researcher/01kaj3v8w2m4q6r8t0v2x4z6a8\"}", "spiffe://support.example/agent/researcher/01kaj3v8w2m4q6r8t0v2x4z6a8", 0)]
    public void Read_Delegation_IsUnderstood(string delegation, string? to, int? depth)
    {
        var read = Assert.IsType<TaskDetailsReading.Read>(TaskDetailsReader.Read($$"""[{"type":"urn:writ:task","intent":"a","delegation":{{delegation}}}]""", Options));
        Assert.Equal((to, depth), (read.Details.Delegate, read.Details.Depth));
    }

    [Fact]
    public void Read_EveryMember_IsUnderstood()
    {
        var details = Details(Whole);
        Assert.Equal(("resolve-ticket", "answer", TimeSpan.FromSeconds(600), 3), (details.Intent, details.Goal, details.Lifetime, details.Uses));
        Assert.Equal([("count", "7"), ("ticket", "T-42"), ("urgent", "true")], details.Parameters.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => (p.Key, p.Value)));
        var line = Assert.Single(details.Scope!.Entries);
        Assert.Equal(["files/read_text_file", "crm/*"], line.Actions.Select(static a => a.ToString()));
        Assert.Equal(["Case::42", "*"], line.Resources.Select(static r => r.ToString()));
        Assert.Equal(new Constraint.Below("customers/acme"), line.Constraints["path"]);
        Assert.Equal(Constraint.Between.AtMost(-3), line.Constraints["head"]);
        Assert.Equal(["7", "false", "fast"], Assert.IsType<Constraint.OneOf>(line.Constraints["mode"]).Values);
        Assert.DoesNotContain("T-42", details.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_IntentAlone_AsksForAllThereIs()
    {
        var details = Details("""[{"type":"urn:writ:task","intent":"resolve-ticket"}]""");
        Assert.Null(details.Scope);
        Assert.Null(details.Lifetime);
        Assert.Empty(details.Parameters);
    }

    [Fact]
    public void Read_ActionsAlone_AreOnEveryResource() =>
        Assert.Equal(ResourcePattern.Any, Assert.Single(Assert.Single(Details("""[{"type":"urn:writ:task","intent":"a","actions":["files/*"]}]""").Scope!.Entries).Resources));

    [Theory]
    [InlineData("", TaskDetailsFault.NotJson)]
    [InlineData("[{]", TaskDetailsFault.NotJson)]
    [InlineData("[],\"x\":1", TaskDetailsFault.NotJson)]
    [InlineData("[]} {", TaskDetailsFault.NotJson)]
    [InlineData("[{\"type\":\"\\ud800\"}]", TaskDetailsFault.NotJson)]
    [InlineData("[{\"type\":\"urn:writ:task\",}]", TaskDetailsFault.NotJson)]
    [InlineData("[{\"type\":\"urn:writ:task\"} /* */]", TaskDetailsFault.NotJson)]
    [InlineData("{}", TaskDetailsFault.NotOneEntry)]
    [InlineData("[]", TaskDetailsFault.NotOneEntry)]
    [InlineData("[1]", TaskDetailsFault.NotOneEntry)]
    [InlineData("null", TaskDetailsFault.NotOneEntry)]
    [InlineData("[{\"type\":\"urn:writ:task\",\"intent\":\"a\"},{\"type\":\"urn:writ:task\",\"intent\":\"a\"}]", TaskDetailsFault.NotOneEntry)]
    [InlineData("[{}]", TaskDetailsFault.Type)]
    [InlineData("[{\"type\":\"urn:writ:Task\"}]", TaskDetailsFault.Type)]
    [InlineData("[{\"type\":[\"urn:writ:task\"]}]", TaskDetailsFault.Type)]
    [InlineData("[{\"type\":\"urn:writ:task\",\"type\":\"urn:writ:task\"}]", TaskDetailsFault.Duplicate)]
    [InlineData("[{\"type\":\"urn:writ:task\",\"intent\":\"a\",\"parameters\":{\"a\":1,\"\\u0061\":2}}]", TaskDetailsFault.Duplicate)]
    [InlineData("[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]", TaskDetailsFault.TooDeep)]
    public void Read_NoEntryOfTheType_NamesTheFault(string json, object fault) => Assert.Equal(fault, FaultOf(json));

    [Theory]
    [InlineData("\"privileges\":[\"admin\"]", TaskDetailsFault.UnknownMember)]
    [InlineData("\"Intent\":\"b\"", TaskDetailsFault.UnknownMember)]
    [InlineData("\"parameters\":[]", TaskDetailsFault.Parameters)]
    [InlineData("\"parameters\":{\"a\":1.5}", TaskDetailsFault.Parameters)]
    [InlineData("\"parameters\":{\"a\":null}", TaskDetailsFault.Parameters)]
    [InlineData("\"parameters\":{\"a\":{}}", TaskDetailsFault.Parameters)]
    [InlineData("\"parameters\":{\"\":\"a\"}", TaskDetailsFault.Parameters)]
    [InlineData("\"goal\":7", TaskDetailsFault.Goal)]
    [InlineData("\"goal\":\"\"", TaskDetailsFault.Goal)]
    [InlineData("\"actions\":[]", TaskDetailsFault.Actions)]
    [InlineData("\"actions\":\"files/*\"", TaskDetailsFault.Actions)]
    [InlineData("\"actions\":[\"*\"]", TaskDetailsFault.Actions)]
    [InlineData("\"actions\":[\"files/\"]", TaskDetailsFault.Actions)]
    [InlineData("\"actions\":[\"files/read\\u202etxt\"]", TaskDetailsFault.Actions)]
    [InlineData("\"actions\":[\"files/read\\u0000\"]", TaskDetailsFault.Actions)]
    [InlineData("\"actions\":[\"files/read\\u200b\"]", TaskDetailsFault.Actions)]
    [InlineData("\"actions\":[\"files/*\"],\"resources\":[]", TaskDetailsFault.Resources)]
    [InlineData("\"actions\":[\"files/*\"],\"resources\":[\"Case::\"]", TaskDetailsFault.Resources)]
    [InlineData("\"actions\":[\"files/*\"],\"resources\":[\"C\u0430se\"]", TaskDetailsFault.Resources)]
    [InlineData("\"actions\":[\"files/*\"],\"arguments\":{\"path\":{}}", TaskDetailsFault.Arguments)]
    [InlineData("\"actions\":[\"files/*\"],\"arguments\":{\"path\":{\"prefix\":\"a\"}}", TaskDetailsFault.Arguments)]
    [InlineData("\"actions\":[\"files/*\"],\"arguments\":{\"path\":{\"below\":\"a\",\"at_most\":1}}", TaskDetailsFault.Arguments)]
    [InlineData("\"actions\":[\"files/*\"],\"arguments\":{\"path\":{\"below\":\"a/../b\"}}", TaskDetailsFault.Arguments)]
    [InlineData("\"actions\":[\"files/*\"],\"arguments\":{\"path\":{\"below\":\"a/\"}}", TaskDetailsFault.Arguments)]
    [InlineData("\"actions\":[\"files/*\"],\"arguments\":{\"path\":{\"at_most\":1e3}}", TaskDetailsFault.Arguments)]
    [InlineData("\"actions\":[\"files/*\"],\"arguments\":{\"path\":{\"one_of\":[]}}", TaskDetailsFault.Arguments)]
    [InlineData("\"actions\":[\"files/*\"],\"arguments\":{\"path\":{\"one_of\":[null]}}", TaskDetailsFault.Arguments)]
    [InlineData("\"actions\":[\"files/*\"],\"arguments\":[]", TaskDetailsFault.Arguments)]
    [InlineData("\"resources\":[\"*\"]", TaskDetailsFault.ActionsMissing)]
    [InlineData("\"arguments\":{}", TaskDetailsFault.ActionsMissing)]
    [InlineData("\"lifetime\":0", TaskDetailsFault.Lifetime)]
    [InlineData("\"lifetime\":3601", TaskDetailsFault.Lifetime)]
    [InlineData("\"lifetime\":\"600\"", TaskDetailsFault.Lifetime)]
    [InlineData("\"uses\":0", TaskDetailsFault.Uses)]
    [InlineData("\"uses\":1001", TaskDetailsFault.Uses)]
    [InlineData("\"uses\":1.0", TaskDetailsFault.Uses)]
    [InlineData("\"delegation\":{}", TaskDetailsFault.Delegation)]
    [InlineData("\"delegation\":{\"max_depth\":8}", TaskDetailsFault.Delegation)]
    [InlineData("\"delegation\":{\"max_depth\":-1}", TaskDetailsFault.Delegation)]
    [InlineData("\"delegation\":{\"max_depth\":\"1\"}", TaskDetailsFault.Delegation)]
    [InlineData("\"delegation\":{\"to\":\"Not A Name\"}", TaskDetailsFault.Delegation)]
    [InlineData("\"delegation\":{\"to\":[\"x\"]}", TaskDetailsFault.Delegation)]
    [InlineData("\"delegation\":{\"to\":\"x\",\"from\":\"y\"}", TaskDetailsFault.Delegation)]
    [InlineData("\"delegation\":{\"to\":\"https://elsewhere.example/agent/a/b\"}", TaskDetailsFault.Delegation)]
    [InlineData("\"locations\":[]", TaskDetailsFault.Locations)]
    [InlineData("\"locations\":[\"http://127.0.0.1:7420/mcp\",\"https://elsewhere.example\"]", TaskDetailsFault.Locations)]
    public void Read_MemberThatIsWrong_NamesTheFaultAndRepeatsNothing(string member, object fault)
    {
        Assert.Equal(fault, FaultOf($$"""[{"type":"urn:writ:task","intent":"a",{{member}}}]"""));
        Assert.DoesNotContain("elsewhere", ((TaskDetailsFault)fault).Refusal().Reason.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"intent\":7")]
    [InlineData("\"intent\":\"Resolve\"")]
    [InlineData("\"goal\":\"none\"")]
    public void Read_NoIntent_IsRefused(string member) => Assert.Equal(TaskDetailsFault.Intent, FaultOf($$"""[{"type":"urn:writ:task",{{member}}}]"""));

    [Fact]
    public void Read_Bounds_AreKept()
    {
        Assert.Equal(TaskDetailsFault.TooLong, FaultOf(new string('[', TaskDetailsReader.MaxLength + 1)));
        Assert.Equal(TaskDetailsFault.NotJson, FaultOf("[{\"type\":\"\ud800\"}]"));
        string Listed(string name, int count) => $$"""[{"type":"urn:writ:task","intent":"a","actions":["files/*"],"{{name}}":[{{string.Join(',', Enumerable.Range(0, count).Select(static i => $"\"Case::{i}\""))}}]}]""";
        Assert.Equal(64, Details(Listed("resources", 64)).Scope!.Entries[0].Resources.Length);
        Assert.Equal(TaskDetailsFault.Resources, FaultOf(Listed("resources", 65)));
        string Goal(int length) => $$"""[{"type":"urn:writ:task","intent":"a","goal":"{{new string('g', length)}}"}]""";
        Assert.Equal(8192, Details(Goal(8192)).Goal!.Length);
        Assert.Equal(TaskDetailsFault.Goal, FaultOf(Goal(8193)));
    }

    [Fact]
    public void Refusal_OfEveryFault_HasATextAndAFixOfItsOwn()
    {
        var faults = Enum.GetValues<TaskDetailsFault>();
        Assert.Equal(faults.Length, faults.Select(static f => f.Refusal().Reason.Text).Distinct(StringComparer.Ordinal).Count());
        Assert.All(faults, static f => Assert.Equal(("invalid_authorization_details", "W2430"), (f.Refusal().Error, f.Refusal().Reason.Code)));
    }

    [Fact]
    public void Read_AnythingMutated_IsReadWithinItsBoundsOrRefused()
    {
        var edits = Gen.Choose(0, Whole.Length - 1).Two().SelectMany(_ => Gen.Elements("\"", "{", "}", "[", "]", ",", ":", "\\u0000", "\\ud800", "\u202e", "9e9", "null", "", "urn:writ:task", "-1", "\0"), static (at, text) => (at.Item1, at.Item2, text));
        var cases = edits.Select(static e => Whole[..Math.Min(e.Item1, e.Item2)] + e.text + Whole[Math.Max(e.Item1, e.Item2)..]);
        var near = Gen.Choose(0, Whole.Length - 2).SelectMany(_ => Gen.Elements("\"", "{", "}", "0", "a", "\u00e9", "\\"), static (at, text) => Whole[..at] + text + Whole[(at + 1)..]);
        var read = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(Gen.OneOf(cases, near).ToArbitrary(), json =>
        {
            if (TaskDetailsReader.Read(json, Options) is not TaskDetailsReading.Read { Details: var details })
            {
                return true;
            }

            read++;
            return Slug.TryParse(details.Intent, null, out _) && details.Goal is null or { Length: <= 8192 } && details.Parameters.Count <= 64
                && details.Lifetime is null || (details.Lifetime >= TimeSpan.FromSeconds(1) && details.Lifetime <= TimeSpan.FromHours(1));
        }));
        Assert.True(read > 0, "no mutation left anything that is read, so nothing was shown");
    }

    [Fact]
    public void Read_AnyBytes_NeverThrows() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), static bytes => TaskDetailsReader.Read(Encoding.Latin1.GetString(bytes), Options) is TaskDetailsReading.Refused));

    [Fact]
    public void Read_WhatIsGranted_IsReadBack()
    {
        var granted = new TaskDetailsDocument(TaskDetailsDocument.TypeName, "resolve-ticket")
        {
            Actions = ["files/*"], Resources = ["Case"], Lifetime = 60,
            Arguments = System.Collections.Immutable.ImmutableSortedDictionary<string, ArgumentLimitDocument>.Empty.Add("mode", new ArgumentLimitDocument { OneOf = ["7", "true"] }),
        };
        var details = Details(JsonSerializer.Serialize<IReadOnlyList<TaskDetailsDocument>>([granted], ContractsJson.Default.IReadOnlyListTaskDetailsDocument));
        Assert.Equal(["7", "true"], Assert.IsType<Constraint.OneOf>(details.Scope!.Entries[0].Constraints["mode"]).Values);
    }

    private static TaskDetails Details(string json) => Assert.IsType<TaskDetailsReading.Read>(TaskDetailsReader.Read(json, Options)).Details;

    private static TaskDetailsFault FaultOf(string json) => Assert.IsType<TaskDetailsReading.Refused>(TaskDetailsReader.Read(json, Options)).Fault;
}
