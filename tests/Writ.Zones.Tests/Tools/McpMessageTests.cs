using System.Text;
using System.Text.Json;
using Writ.Zones.Tools;

namespace Writ.Zones.Tests.Tools;

public sealed class McpMessageTests
{
    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static McpMessage Accepted(string text) => Assert.IsType<McpReading.Read>(McpMessage.Read(Bytes(text))).Message;

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", McpKind.Request, "1", "ping")]
    [InlineData("""{"jsonrpc":"2.0","id":"a-b","method":"tools/list","params":{}}""", McpKind.Request, "\"a-b\"", "tools/list")]
    [InlineData("""{"jsonrpc":"2.0","id":-9007199254740991,"method":"ping"}""", McpKind.Request, "-9007199254740991", "ping")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", McpKind.Notification, "", "notifications/initialized")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""", McpKind.Answer, "1", "")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":1}}""", McpKind.Answer, "1", "")]
    [InlineData("""{"m\u0065thod":"p\u0069ng","jsonrpc":"2.0","id":1}""", McpKind.Request, "1", "ping")]
    public void Read_Messages_TakesKindIdAndMethod(string body, McpKind kind, string id, string method)
    {
        var message = Accepted(body);
        Assert.Equal((kind, id, method), (message.Kind, Text(message.Id), message.Method));
    }

    [Fact]
    public void Read_Call_TakesTheToolAndTheSliceOfItsArguments()
    {
        var message = Accepted("""{"params":{"_meta":{"progressToken":"t"},"arguments":{"a":{"name":"no"},"arguments":[{}]},"name":"re\u0061d"},"jsonrpc":"2.0","id":1,"method":"tools/call"}""");

        Assert.Equal("read", message.Tool);
        Assert.Equal("""{"a":{"name":"no"},"arguments":[{}]}""", Text(message.Bytes[message.Arguments]));
        Assert.Equal("\"t\"", Text(message.ProgressToken));
    }

    [Fact]
    public void Read_CallWithoutArguments_HasAnEmptySlice() =>
        Assert.True(Accepted("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}""") is { Tool: "x" } message && message.Bytes[message.Arguments].IsEmpty);

    [Fact]
    public void Read_NamesInsideOtherMethods_AreNoTool() =>
        Assert.Equal("", Accepted("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"name":"x","arguments":{}}}""").Tool);

    [Theory]
    [InlineData("", McpRefusal.Syntax)]
    [InlineData("nope", McpRefusal.Syntax)]
    [InlineData("{", McpRefusal.Syntax)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping",}""", McpRefusal.Syntax)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping" /* c */}""", McpRefusal.Syntax)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"pi\nng\"}", McpRefusal.Syntax)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"}{}""", McpRefusal.TrailingData)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"} x""", McpRefusal.TrailingData)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"ping"}]""", McpRefusal.Batch)]
    [InlineData("[]", McpRefusal.Batch)]
    [InlineData("\"text\"", McpRefusal.NotJsonRpc)]
    [InlineData("{}", McpRefusal.NotJsonRpc)]
    [InlineData("""{"id":1,"method":"ping"}""", McpRefusal.NotJsonRpc)]
    [InlineData("""{"jsonrpc":2.0,"id":1,"method":"ping"}""", McpRefusal.NotJsonRpc)]
    [InlineData("""{"jsonrpc":"2.1","id":1,"method":"ping"}""", McpRefusal.NotJsonRpc)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":7}""", McpRefusal.NotJsonRpc)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":""}""", McpRefusal.NotJsonRpc)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", McpRefusal.NotJsonRpc)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}""", McpRefusal.NotJsonRpc)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{},"error":{}}""", McpRefusal.NotJsonRpc)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}""", McpRefusal.BadParameters)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":"x"}""", McpRefusal.BadParameters)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call"}""", McpRefusal.BadToolName)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":""}}""", McpRefusal.BadToolName)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":["x"]}}""", McpRefusal.BadToolName)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":null}}""", McpRefusal.BadArguments)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":[{}]}}""", McpRefusal.BadArguments)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":"{}"}}""", McpRefusal.BadArguments)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":1,"a":1}}""", McpRefusal.DuplicateKey)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":[[{"a":1,"b":{},"\u0061":1}]]}}""", McpRefusal.DuplicateKey)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"notifications/progress","Method":"tools/call","params":{"name":"x"}}""", McpRefusal.FoldedKey)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","Name":"y"}}""", McpRefusal.FoldedKey)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"path":"a","PATH":"b"}}}""", McpRefusal.FoldedKey)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"d":[{"p\u0061th":"a","\u0050ath":"b"}]}}}""", McpRefusal.FoldedKey)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"hosts":"a","ho\u017ft\u017f":"b"}}}""", McpRefusal.FoldedKey)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"key":"a","\u212Aey":"b"}}}""", McpRefusal.FoldedKey)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"\u03c3":"a","\u03c2":"b"}}}""", McpRefusal.FoldedKey)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"METHOD":"tools/call","method":"ping"}""", McpRefusal.FoldedKey)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"Method":"ping"}""", McpRefusal.KnownInOtherCase)]
    [InlineData("""{"jsonrpc":"2.0","method":"ping","Id":1}""", McpRefusal.KnownInOtherCase)]
    [InlineData("""{"JSONRPC":"2.0","id":1,"method":"ping"}""", McpRefusal.KnownInOtherCase)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","Param\u017f":{}}""", McpRefusal.KnownInOtherCase)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","Result":{}}""", McpRefusal.KnownInOtherCase)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","Arguments":{"a":1}}}""", McpRefusal.KnownInOtherCase)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"params":{"NAME":"x"},"method":"tools/call"}""", McpRefusal.KnownInOtherCase)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","_Meta":{}}}""", McpRefusal.KnownInOtherCase)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","ta\u017fk":{}}}""", McpRefusal.KnownInOtherCase)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","_meta":{"ProgressToken":1}}}""", McpRefusal.KnownInOtherCase)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","x":1}""", McpRefusal.UnknownMember)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","_meta":{}}""", McpRefusal.UnknownMember)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","method\u0000":"tools/call"}""", McpRefusal.ControlInName)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"path\u0000":1}}}""", McpRefusal.ControlInName)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"pa\u0085th":1}}}""", McpRefusal.ControlInName)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}""", McpRefusal.DuplicateKey)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"\ud800"}}""", McpRefusal.LoneSurrogate)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","\udc00":1}""", McpRefusal.LoneSurrogate)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"\ud800x"}""", McpRefusal.LoneSurrogate)]
    public void Read_WhatCouldBeReadInTwoWays_IsRefusedByName(string body, McpRefusal why) =>
        Assert.Equal(why, Assert.IsType<McpReading.Refused>(McpMessage.Read(Bytes(body))).Why);

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("-0")]
    [InlineData("9007199254740992")]
    [InlineData("99999999999999999999999999")]
    [InlineData("\"\"")]
    [InlineData("\"a\\u0062\"")]
    [InlineData("\"é\"")]
    public void Read_IdThatTwoReadersCouldWriteBackDifferently_IsRefused(string id)
    {
        var refused = Assert.IsType<McpReading.Refused>(McpMessage.Read(Bytes($$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"ping"}""")));
        Assert.Equal((McpRefusal.BadId, true), (refused.Why, refused.Id.IsEmpty));
    }

    [Fact]
    public void Read_NotUtf8OrByteOrderMark_IsRefused()
    {
        Assert.Equal(McpRefusal.NotUtf8, Assert.IsType<McpReading.Refused>(McpMessage.Read([.. "{\"jsonrpc\":\"2.0\",\"method\":\""u8, 0xC3, 0x28, .. "\"}"u8])).Why);
        Assert.Equal(McpRefusal.NotUtf8, Assert.IsType<McpReading.Refused>(McpMessage.Read([.. "{\"a\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8])).Why);
        Assert.Equal(McpRefusal.ByteOrderMark, Assert.IsType<McpReading.Refused>(McpMessage.Read([0xEF, 0xBB, 0xBF, .. "{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}"u8])).Why);
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(63, false)]
    public void Read_Nesting_GoesToSixtyFourLevels(int inner, bool accepted)
    {
        // The message and its parameters are two levels.
        var reading = McpMessage.Read(Bytes($$$"""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":{{{new string('[', inner)}}}{{{new string(']', inner)}}}}}"""));
        Assert.Equal(accepted ? McpRefusal.None : McpRefusal.TooDeep, (reading as McpReading.Refused)?.Why ?? McpRefusal.None);
    }

    [Theory]
    [InlineData("\"a-1\"", "a-1")]
    [InlineData("\"\\u0061-1\"", "a-1")]
    [InlineData("\"\"", null)]
    [InlineData("\"a b\"", null)]
    [InlineData("\"\u00e9\"", null)]
    [InlineData("1", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    public void Read_IdempotencyKey_IsPlainTextOrRefused(string key, string? expected)
    {
        var reading = McpMessage.Read(Bytes($$$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","_meta":{"writ/idempotency-key":{{{{key}}}}}}}"""));
        Assert.Equal((expected, expected is null ? McpRefusal.BadIdempotencyKey : McpRefusal.None), ((reading as McpReading.Read)?.Message.IdempotencyKey, (reading as McpReading.Refused)?.Why ?? McpRefusal.None));
    }

    [Theory]
    [InlineData(128, McpRefusal.None)]
    [InlineData(129, McpRefusal.BadIdempotencyKey)]
    public void Read_IdempotencyKey_HasAtMost128Characters(int length, McpRefusal refusal)
    {
        var reading = McpMessage.Read(Bytes($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"_meta":{"writ/idempotency-key":"{{{new string('k', length)}}}"},"name":"x"}}"""));
        Assert.Equal(refusal, (reading as McpReading.Refused)?.Why ?? McpRefusal.None);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","_meta":{"Writ/Idempotency-Key":"a"}}}""", McpRefusal.KnownInOtherCase)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","_meta":{"writ/idempotency-key":"a","writ/idempotency\u002dkey":"b"}}}""", McpRefusal.DuplicateKey)]
    public void Read_IdempotencyKeyNamedTwiceOrInOtherCase_IsRefused(string body, McpRefusal refusal) => Assert.Equal(refusal, Assert.IsType<McpReading.Refused>(McpMessage.Read(Bytes(body))).Why);

    [Fact]
    public void Read_IdempotencyKeyElsewhere_IsNone()
    {
        foreach (var parameters in (string[])["""{"name":"x","writ/idempotency-key":"a"}""", """{"name":"x","arguments":{"_meta":{"writ/idempotency-key":"a"}}}""", """{"name":"x","_meta":{"a":{"writ/idempotency-key":"b"}}}"""])
        {
            Assert.Null(Assert.IsType<McpReading.Read>(McpMessage.Read(Bytes($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{{parameters}}}}"""))).Message.IdempotencyKey);
        }

        Assert.Null(Assert.IsType<McpReading.Read>(McpMessage.Read(Bytes("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"writ/idempotency-key":"a"}}}"""))).Message.IdempotencyKey);
    }

    [Fact]
    public void Read_LargerThanTheLimit_IsRefused()
    {
        var body = Bytes("""{"jsonrpc":"2.0","id":1,"method":"ping"}""");
        Assert.IsType<McpReading.Read>(McpMessage.Read(body, body.Length));
        Assert.Equal(McpRefusal.Oversize, Assert.IsType<McpReading.Refused>(McpMessage.Read(body, body.Length - 1)).Why);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"x","arguments":{"a":1,"a":2}}}""", "5")]
    [InlineData("""{"jsonrpc":"2.0","method":"tools/call","params":{"a":1,"a":2},"id":5}""", "5")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"x","id":5}""", "")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"x","\u0069d":6}""", "")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"x","ID":6}""", "")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"x","Method":"y"}""", "5")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"x"}}""", "")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"x" """, "")]
    public void Read_Refused_NamesTheIdOnlyWhenItIsCertain(string body, string id) =>
        Assert.Equal(id, Text(Assert.IsType<McpReading.Refused>(McpMessage.Read(Bytes(body))).Id));

    [Fact]
    public void Read_ManySmallObjectsAfterAHugeOne_TakesNoMoreMemoryThanEachAlone()
    {
        var huge = string.Join(',', Enumerable.Range(0, 100_000).Select(static i => $"\"k{i}\":0"));
        var small = string.Join(',', Enumerable.Repeat("{\"a\":0}", 200_000));
        var (both, apart) = (Least($"{{{huge}}},{small}"), Least($"{{{huge}}}") + Least(small));

        // A table that doubles makes twice as much of it, and what a pool has at hand is not counted on either side; a table of the huge one's size for each small one makes thousands of times.
        Assert.InRange((double)both / apart, 0, 20);

        // The least of several: what is rented is allocated anew after a collection emptied the pool.
        static long Least(string items) => Enumerable.Range(0, 5).Min(_ => Allocated(items));

        static long Allocated(string items)
        {
            var body = Bytes($$$"""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":[{{{items}}}]}}""");
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.IsType<McpReading.Read>(McpMessage.Read(body));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Read_TenThousandMutations_AcceptsOnlyWhatAStrictParserReadsTheSame()
    {
        string[] seeds =
        [
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"path":"a/b","n":[1,2,{"x":null}],"s":"\u00e9\n"},"_meta":{"progressToken":7}}}""",
            """{"jsonrpc":"2.0","id":"x-1","method":"tools/list","params":{"cursor":"abc"}}""",
            """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"reason":"no"}}""",
            """{ "jsonrpc" : "2.0" , "id" : 3 , "result" : { "content" : [ { "type" : "text" , "text" : "\ud83d\ude00" } ] } }""",
        ];
        string[] splices = ["\"", "\\", "{", "}", "[", "]", ",", ":", "\n", "\0", "\uFEFF", "\\ud800", "\"id\":2,", "\"name\":\"other\",", "\"\\u0069d\":9,", "\"Method\":\"tools/call\",", "\"NAME\":\"other\",", "\"Path\":\"c\",", "\"\\u212a\":1,\"k\":2,", "\"ID\":9,", "//", "1e9", "-", "{}", "é"];
        var random = new Random(20261120);
        var accepted = 0;
        for (var round = 0; round < 10_000; round++)
        {
            var body = Bytes(seeds[random.Next(seeds.Length)]).ToList();
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                var at = random.Next(body.Count + 1);
                switch (random.Next(4))
                {
                    case 0:
                        body.InsertRange(at, Bytes(splices[random.Next(splices.Length)]));
                        break;
                    case 1 when at < body.Count:
                        body.RemoveRange(at, Math.Min(random.Next(1, 9), body.Count - at));
                        break;
                    case 2 when at < body.Count:
                        body[at] = (byte)random.Next(256);
                        break;
                    default:
                        var from = random.Next(body.Count);
                        body.InsertRange(at, body.GetRange(from, random.Next(1, Math.Min(30, body.Count - from) + 1)));
                        break;
                }
            }

            accepted += Agrees([.. body]) ? 1 : 0;
        }

        // Enough of them were still messages for the agreement to mean something.
        Assert.InRange(accepted, 200, 9_800);
    }

    // A reader that does not mind case, and takes the last of two: what it makes of an accepted message is what the strict one makes of it.
    private static void AgreesWithoutCase(McpMessage message, JsonElement root)
    {
        var read = JsonSerializer.Deserialize<Forgiving>(root.GetRawText(), Forgiving.Options)!;
        Assert.Equal((message.Method, message.Id.IsEmpty ? null : Text(message.Id)), (read.Method ?? "", read.Id?.GetRawText()));
        if (message.Method == "tools/call")
        {
            var call = read.Params!.Value.Deserialize<ForgivingCall>(Forgiving.Options)!;
            Assert.Equal(message.Tool, call.Name);
            Assert.Equal(Text(message.Bytes[message.Arguments]), call.Arguments?.GetRawText().Replace('\n', ' ') ?? "");
        }

        AreTold(root);
    }

    private static void AreTold(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Distinct(element.EnumerateObject().Select(static p => p.Name.Replace('\u212A', 'k').Replace('\u017F', 's')), StringComparer.OrdinalIgnoreCase);
                Assert.All(element.EnumerateObject(), static p => AreTold(p.Value));
                break;
            case JsonValueKind.Array:
                Assert.All(element.EnumerateArray(), AreTold);
                break;
        }
    }

    private sealed record Forgiving(string? Method, JsonElement? Id, JsonElement? Params)
    {
        public static JsonSerializerOptions Options { get; } = new() { PropertyNameCaseInsensitive = true };
    }

    private sealed record ForgivingCall(string? Name, JsonElement? Arguments);

    // Whether it was accepted; throws where the two parsers disagree.
    private static bool Agrees(byte[] body)
    {
        var copy = body.ToArray();
        var reading = McpMessage.Read(body);
        JsonElement? strict = null;
        try
        {
            strict = JsonDocument.Parse(copy, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 64 }).RootElement;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Null says that it is not JSON, holds a duplicate, or a name that is not well-formed.
        }

        if (reading is McpReading.Read { Message: var message })
        {
            var root = Assert.NotNull(strict);
            Assert.Equal(JsonValueKind.Object, root.ValueKind);
            Assert.Equal("2.0", root.GetProperty("jsonrpc").GetString());
            Assert.Equal(message.Id.IsEmpty ? null : Text(message.Id), root.TryGetProperty("id", out var id) ? id.GetRawText() : null);
            Assert.Equal(message.Method, root.TryGetProperty("method", out var method) ? method.GetString() : "");
            if (message.Method == "tools/call")
            {
                Assert.Equal(message.Tool, root.GetProperty("params").GetProperty("name").GetString());
                var slice = Text(message.Bytes[message.Arguments]);
                Assert.Equal(slice, root.GetProperty("params").TryGetProperty("arguments", out var arguments) ? arguments.GetRawText().Replace('\n', ' ') : "");
            }

            AgreesWithoutCase(message, root);
            Assert.Equal(copy.Length, message.Bytes.Length);
            Assert.DoesNotContain((byte)'\n', message.Bytes.ToArray());
            return true;
        }

        if (strict is null)
        {
            return false;
        }

        // Valid JSON that was refused was refused for what it says, never for how it is written.
        var why = Assert.IsType<McpReading.Refused>(reading).Why;
        Assert.True(why is not (McpRefusal.Syntax or McpRefusal.DuplicateKey or McpRefusal.TrailingData or McpRefusal.TooDeep or McpRefusal.Oversize), $"{why}: {Encoding.UTF8.GetString(copy)}");
        return false;
    }
}
