using System.Globalization;
using System.Text.Json.Nodes;

namespace Writ.Decisions.Tests.ToolSchema;

/// <summary>A random JSON schema together with a value that is valid under it, made side by side.</summary>
internal sealed class RandomTool(Random chance)
{
    private static readonly string[] Names = ["a", "b", "key", "value", "a b", "if", "ünï", "a.b", "\"q\"", "\n", "__cedar", "9"];

    private readonly JsonObject _definitions = [];

    public (string Schema, string Arguments) Next()
    {
        _definitions.Clear();
        var (schema, value) = Object(0);
        if (_definitions.Count > 0) schema["$defs"] = _definitions.DeepClone();
        return (schema.ToJsonString(), value!.ToJsonString());
    }

    private (JsonNode Schema, JsonNode? Value) Any(int depth) => chance.Next(depth > 3 ? 9 : 17) switch
    {
        0 => (Of("boolean"), chance.Next(2) == 0),
        1 => (Of("integer"), chance.NextInt64(-(1L << 53), 1L << 53)),
        2 => (Of("number"), JsonNode.Parse((chance.Next(-1_000_000, 1_000_000) / 10_000m).ToString(CultureInfo.InvariantCulture))),
        3 => (Of("string"), Text()),
        4 => (Of("string", ("format", "date-time")), $"20{chance.Next(10, 99)}-0{chance.Next(1, 9)}-1{chance.Next(9)}T0{chance.Next(9)}:00:5{chance.Next(9)}+0{chance.Next(1, 9)}:00"),
        5 => (Of("string", ("format", "ipv6")), $"::{chance.Next(65536):x}:10.0.{chance.Next(255)}.1"),
        6 => (new JsonObject { ["enum"] = new JsonArray("a", "b", "c") }, Names[chance.Next(2)]),
        7 => (new JsonObject(), Anything()),
        8 => (new JsonObject { ["type"] = new JsonArray("string", "null") }, chance.Next(2) == 0 ? Text() : null),
        9 => Array(depth),
        10 => Dictionary(depth),
        11 => Union(depth),
        12 => Both(depth),
        13 => Reference(depth),
        14 => (new JsonObject { ["type"] = new JsonArray("integer", "string", "array") }, Anything(numberOrText: true)),
        _ => Object(depth),
    };

    private (JsonObject Schema, JsonNode? Value) Object(int depth)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        var value = new JsonObject();
        foreach (var name in Names.Where(_ => chance.Next(4) == 0))
        {
            var (schema, member) = Any(depth + 1);
            properties[name] = schema;
            var needed = chance.Next(2) == 0;
            if (needed) required.Add(name);
            if (needed || chance.Next(3) > 0) value[name] = member;
        }

        if (chance.Next(3) == 0) value["undeclared"] = Anything();
        return (new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required }, value);
    }

    private (JsonNode, JsonNode?) Array(int depth)
    {
        var (schema, value) = Any(depth + 1);
        var items = new JsonArray();
        for (var n = chance.Next(3); n > 0; n--) items.Add(value?.DeepClone());
        return (Of("array", ("items", schema)), items);
    }

    private (JsonNode, JsonNode?) Dictionary(int depth)
    {
        var (schema, value) = Any(depth + 1);
        return (Of("object", ("additionalProperties", schema)), new JsonObject { ["k" + chance.Next(9)] = value?.DeepClone(), ["other"] = value?.DeepClone() });
    }

    // One of the choices is what the value was made for; the others may be anything but objects, whose members could have the same names.
    private (JsonNode, JsonNode?) Union(int depth)
    {
        var (schema, value) = Any(depth + 1);
        var other = chance.Next(2) == 0 ? Of("null") : Of("string");
        return (new JsonObject { [chance.Next(2) == 0 ? "anyOf" : "oneOf"] = chance.Next(2) == 0 ? new JsonArray(schema, other) : new JsonArray(other, schema) }, value);
    }

    private (JsonNode, JsonNode?) Both(int depth)
    {
        var (schema, value) = Any(depth + 1);
        return (new JsonObject { ["allOf"] = new JsonArray(schema, new JsonObject { ["description"] = "x" }, schema.DeepClone()) }, value);
    }

    private (JsonNode, JsonNode?) Reference(int depth)
    {
        var (schema, value) = Any(depth + 1);
        var name = $"d/{_definitions.Count}";
        _definitions[name] = schema;
        return (new JsonObject { ["$ref"] = $"#/$defs/{name.Replace("/", "~1", StringComparison.Ordinal)}" }, value);
    }

    private JsonNode Anything(bool numberOrText = false) => chance.Next(numberOrText ? 2 : 4) switch
    {
        0 => chance.Next(),
        1 => Text(),
        2 => new JsonArray(1, "a", null),
        _ => new JsonObject { ["deep"] = new JsonObject { ["x"] = 1e300 } },
    };

    private string Text() => string.Concat(Enumerable.Range(0, chance.Next(5)).Select(_ => Names[chance.Next(Names.Length)]));

    private static JsonObject Of(string type, params (string Key, JsonNode Value)[] more)
    {
        var schema = new JsonObject { ["type"] = type };
        foreach (var (key, value) in more) schema[key] = value;
        return schema;
    }
}
