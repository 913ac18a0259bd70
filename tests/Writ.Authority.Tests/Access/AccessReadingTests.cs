using System.Text;
using System.Text.Json;
using Writ.Authority.Access;

namespace Writ.Authority.Tests.Access;

public sealed class AccessReadingTests
{
    private const string One = """{"subject":{"type":"agent","id":"a"},"action":{"name":"files/read"},"resource":{"type":"tool","id":"files/read"}}""";

    private const string Whole =
        """{"subject":{"type":"agent","id":"a","properties":{"role":"admin"}},"action":{"name":"files/read","properties":{"path":"x","n":1.50}},"resource":{"type":"Case","id":"42","properties":{"status":"\u00e9"}},"context":{"time":"now"},"more":[{}]}""";

    private const string Many =
        """{"subject":{"type":"agent","id":"a"},"action":{"name":"files/read"},"context":{"c":1},"options":{"evaluations_semantic":"deny_on_first_deny"},"evaluations":[{"resource":{"type":"tool","id":"r"}},{"resource":{"type":"tool","id":"s"},"context":{}},{}]}""";

    [Fact]
    public void One_Whole_TakesTheNamesAndMakesAllElseArguments()
    {
        var item = Assert.IsType<AccessRequest.Single>(AccessReading.One(Bytes(Whole))).Item;
        Assert.Equal(("agent", "a", "files/read", "Case", "42"), (item.SubjectType, item.SubjectId, item.Question.Action, item.Question.ResourceType, item.Question.ResourceId));

        // What is said of the subject is nobody's argument; the numbers and texts are the very ones that were sent.
        Assert.Equal("""{"path":"x","n":1.50,"status":"\u00e9","time":"now"}""", Text(item.Question.Arguments));
    }

    [Fact]
    public void One_NamesAlone_HasNoArguments()
    {
        Assert.True(Assert.IsType<AccessRequest.Single>(AccessReading.One(Bytes(One))).Item.Question.Arguments.IsEmpty);
        Assert.IsType<AccessRequest.Single>(AccessReading.One(Bytes(Many.Replace("\"context\":{\"c\":1}", "\"resource\":{\"type\":\"tool\",\"id\":\"r\"}", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"subject\":")]
    [InlineData(One + "{}")]
    [InlineData("\uFEFF" + One)]
    [InlineData("""{"action":{"name":"read"},"resource":{"type":"record","id":"1"}}""")]
    [InlineData("""{"subject":{"type":"u","id":"a"},"resource":{"type":"record","id":"1"}}""")]
    [InlineData("""{"subject":{"type":"u","id":"a"},"action":{"name":"read"}}""")]
    [InlineData("""{"subject":{"id":"a"},"action":{"name":"read"},"resource":{"type":"record","id":"1"}}""")]
    [InlineData("""{"subject":{"type":"u"},"action":{"name":"read"},"resource":{"type":"record","id":"1"}}""")]
    [InlineData("""{"subject":{"type":"u","id":"a"},"action":{},"resource":{"type":"record","id":"1"}}""")]
    [InlineData("""{"subject":{"type":"u","id":"a"},"action":{"name":"read"},"resource":{"id":"1"}}""")]
    [InlineData("""{"subject":{"type":"u","id":"a"},"action":{"name":"read"},"resource":{"type":"record"}}""")]
    [InlineData("""{"subject":"a","action":{"name":"read"},"resource":{"type":"record","id":"1"}}""")]
    [InlineData("""{"subject":null,"action":{"name":"read"},"resource":{"type":"record","id":"1"}}""")]
    [InlineData("""{"subject":{"type":"u","id":"a"},"action":{"name":123},"resource":{"type":"record","id":"1"}}""")]
    [InlineData("""{"subject":{"type":"u","id":""},"action":{"name":"read"},"resource":{"type":"record","id":"1"}}""")]
    [InlineData("""{"subject":{"type":"u","id":"\ud800"},"action":{"name":"read"},"resource":{"type":"record","id":"1"}}""")]
    [InlineData("""{"subject":{"type":"u","id":"a"},"action":{"name":"read","properties":[]},"resource":{"type":"record","id":"1"}}""")]
    [InlineData("""{"subject":{"type":"u","id":"a"},"action":{"name":"read"},"resource":{"type":"record","id":"1"},"context":"x"}""")]
    [InlineData("""{"subject":{"type":"u","id":"a"},"subject":{"type":"u","id":"b"},"action":{"name":"read"},"resource":{"type":"record","id":"1"}}""")]
    [InlineData("""{"subject":{"type":"u","id":"a","\u0069d":"b"},"action":{"name":"read"},"resource":{"type":"record","id":"1"}}""")]
    [InlineData("""{"subject":{"type":"u","id":"a"},"action":{"name":"read","properties":{"x":{"y":1,"y":2}}},"resource":{"type":"record","id":"1"}}""")]
    public void Either_NoRequest_IsRefused(string body)
    {
        Assert.Equal("W2480", Assert.IsType<AccessRequest.Refused>(AccessReading.One(Bytes(body))).Reason.Code);
        Assert.Equal("W2480", Assert.IsType<AccessRequest.Refused>(AccessReading.Several(Bytes(body))).Reason.Code);
    }

    [Fact]
    public void Either_ArgumentInTwoPlaces_IsRefused()
    {
        const string Twice = """{"subject":{"type":"agent","id":"a"},"action":{"name":"x/y","properties":{"path":"a"}},"resource":{"type":"tool","id":"x/y"},"context":{"path":"b"}}""";
        Assert.Equal("W2485", Assert.IsType<AccessRequest.Refused>(AccessReading.One(Bytes(Twice))).Reason.Code);
        var several = Assert.IsType<AccessRequest.Several>(AccessReading.Several(Bytes($$"""{"evaluations":[{{Twice}},{{One}}]}""")));
        Assert.Equal("W2485", Assert.IsType<AccessItem.Flawed>(several.Items[0]).Reason.Code);
        Assert.IsType<AccessItem.Asked>(several.Items[1]);
    }

    [Fact]
    public void Several_WithDefaults_InheritsWholePartsAndNamesButNoProperties()
    {
        var body = """
            {"subject":{"type":"agent","id":"a"},"action":{"name":"x/write","properties":{"soft":true}},"resource":{"type":"Case","id":"0","properties":{"status":"top"}},"context":{"c":1},
             "evaluations":[{}, {"resource":{"id":"1"}}, {"action":{"properties":{"soft":false}},"resource":{"type":"Note","id":"2","properties":{"status":"own"}},"context":{"d":2}}]}
            """;
        var asked = Assert.IsType<AccessRequest.Several>(AccessReading.Several(Bytes(body))).Items.Select(static i => Assert.IsType<AccessItem.Asked>(i).Question).ToArray();
        Assert.Equal(
            [("Case", "0", """{"soft":true,"status":"top","c":1}"""), ("Case", "1", """{"soft":true,"c":1}"""), ("Note", "2", """{"soft":false,"status":"own","d":2}""")],
            asked.Select(static q => (q.ResourceType, q.ResourceId, Text(q.Arguments))));
        Assert.All(asked, static q => Assert.Equal("x/write", q.Action));
    }

    [Fact]
    public void Several_ItemThatLacksSomething_IsFlawedAmongTheOthers()
    {
        var several = Assert.IsType<AccessRequest.Several>(AccessReading.Several(Bytes(Many)));
        Assert.Equal(AccessSemantic.DenyOnFirstDeny, several.Semantic);
        Assert.Equal([true, true, false], several.Items.Select(static i => i is AccessItem.Asked));
        Assert.Equal("W2481", Assert.IsType<AccessItem.Flawed>(several.Items[2]).Reason.Code);

        var odd = Assert.IsType<AccessRequest.Several>(AccessReading.Several(Bytes("""{"evaluations":[7,null,{"subject":"a"},[]]}""")));
        Assert.All(odd.Items, static i => Assert.Equal("W2481", Assert.IsType<AccessItem.Flawed>(i).Reason.Code));
    }

    [Theory]
    [InlineData("{}", "ExecuteAll")]
    [InlineData("""{"evaluations_semantic":"execute_all"}""", "ExecuteAll")]
    [InlineData("""{"evaluations_semantic":"permit_on_first_permit","more":1}""", "PermitOnFirstPermit")]
    [InlineData("""{"evaluations_semantic":"deny_on_first_deny"}""", "DenyOnFirstDeny")]
    [InlineData("""{"evaluations_semantic":"DENY_ON_FIRST_DENY"}""", null)]
    [InlineData("""{"evaluations_semantic":null}""", null)]
    [InlineData("[]", null)]
    public void Several_Options_SayWhichAreAnswered(string options, string? semantic)
    {
        var request = AccessReading.Several(Bytes($$"""{"options":{{options}},"evaluations":[{{One}}]}"""));
        Assert.Equal(semantic, (request as AccessRequest.Several)?.Semantic.ToString());
        Assert.Equal(semantic is null, request is AccessRequest.Refused);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Several_MoreThanTheLimit_AreRefused(int count, bool taken)
    {
        var request = AccessReading.Several(Bytes($$"""{"evaluations":[{{string.Join(',', Enumerable.Repeat(One, count))}}]}"""));
        Assert.Equal(taken ? null : "W2488", (request as AccessRequest.Refused)?.Reason.Code);
        Assert.Equal(taken ? count : 0, (request as AccessRequest.Several)?.Items.Length ?? 0);
    }

    [Theory]
    [InlineData("""{"subject":{"type":"agent","id":"a"},"evaluations":{}}""")]
    [InlineData("""{"subject":"agent","evaluations":[{}]}""")]
    [InlineData("""{"action":{"name":[]},"evaluations":[{}]}""")]
    public void Several_WhatIsWrongForAllOfThem_IsRefused(string body) => Assert.Equal("W2480", Assert.IsType<AccessRequest.Refused>(AccessReading.Several(Bytes(body))).Reason.Code);

    /// <summary>Whatever comes, it is read or refused: it never throws, and what is asked about has names and sound arguments.</summary>
    [Fact]
    public void Either_RandomAndMutatedBodies_AreReadOrRefused()
    {
        var random = new Random(20261201);
        string[] seeds = [One, Whole, Many];
        string[] pieces = ["\"", "{", "}", "[", "]", ",", ":", "\\ud800", "\\u0000", "null", "true", "1e999", "\"subject\":", "\"evaluations\":[", "\u00ff", "\0"];
        var cases = Environment.GetEnvironmentVariable("WRIT_TEST_FULL") is null ? 10_000 : 200_000;
        for (var i = 0; i < cases; i++)
        {
            byte[] body;
            if (i % 4 == 0)
            {
                body = new byte[random.Next(200)];
                random.NextBytes(body);
            }
            else
            {
                var text = new StringBuilder(seeds[random.Next(seeds.Length)]);
                for (var edits = random.Next(1, 4); edits > 0; edits--)
                {
                    var at = random.Next(text.Length);
                    text.Remove(at, Math.Min(random.Next(0, 5), text.Length - at)).Insert(at, random.Next(2) == 0 ? "" : pieces[random.Next(pieces.Length)]);
                }

                body = Bytes(text.ToString());
                if (random.Next(4) == 0)
                {
                    body[random.Next(body.Length)] = (byte)random.Next(256);
                }
            }

            Check(AccessReading.One(body));
            Check(AccessReading.Several(body));
        }
    }

    private static void Check(AccessRequest request)
    {
        AccessItem[] items = request switch
        {
            AccessRequest.Single single => [single.Item],
            AccessRequest.Several several => [.. several.Items],
            _ => [],
        };
        foreach (var asked in items.OfType<AccessItem.Asked>())
        {
            Assert.DoesNotContain("", (string[])[asked.SubjectType, asked.SubjectId, asked.Question.Action, asked.Question.ResourceType, asked.Question.ResourceId]);
            if (!asked.Question.Arguments.IsEmpty)
            {
                using var arguments = JsonDocument.Parse(asked.Question.Arguments, new JsonDocumentOptions { AllowDuplicateProperties = false });
                Assert.Equal(JsonValueKind.Object, arguments.RootElement.ValueKind);
            }
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
