using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Writ.Domain;
using Writ.Zones.Tools;

namespace Writ.Zones.Tests.Tools;

public sealed class ToolDefinitionTests
{
    private static Digest256 Digest(string definition) => ToolDefinition.DigestOf(Encoding.UTF8.GetBytes(definition));

    [Theory]
    [InlineData("""{"a":1,"b":[{"x":"é","y":null}]}""", """ { "b" : [ { "y" : null , "x" : "\u00e9" } ] , "a" : 1 } """)]
    [InlineData("""{"a":"/"}""", """{"a":"\/"}""")]
    [InlineData("""{"é":1,"z":2}""", """{"z":2,"\u00E9":1}""")]
    public void DigestOf_OrderSpacingAndSpelling_ChangeNothing(string one, string other) => Assert.Equal(Digest(one), Digest(other));

    [Theory]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":1}""", """{"a":1.0}""")]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{},"b":1}""")]
    [InlineData("""{"a":"x"}""", """{"a":"x\u200b"}""")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud801"}""")]
    public void DigestOf_WhatModelsRead_IsAllThere(string one, string other) => Assert.NotEqual(Digest(one), Digest(other));

    [Fact]
    public void DigestOf_EveryShuffleOfMembers_IsTheSame()
    {
        var random = new Random(7);
        const string Definition = """{"name":"n","description":"d","inputSchema":{"type":"object","properties":{"a":{"type":"string"},"b":{"enum":[1,"x",null]}},"required":["a"]},"_meta":{"k":[{}]}}""";
        for (var round = 0; round < 1000; round++)
        {
            Assert.Equal(Digest(Definition), Digest(Shuffle(JsonNode.Parse(Definition)!, random)!.ToJsonString(new JsonSerializerOptions { WriteIndented = random.Next(2) == 0 })));
        }
    }

    private static JsonNode? Shuffle(JsonNode? node, Random random) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(_ => random.Next()).Select(p => KeyValuePair.Create(p.Key, Shuffle(p.Value, random)))),
        JsonArray a => new JsonArray([.. a.Select(i => Shuffle(i, random))]),
        _ => node?.DeepClone(),
    };
}
