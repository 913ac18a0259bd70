using System.Text.Json.Nodes;

namespace Writ.Cedar.Tests.Differential;

/// <summary>Random entities, contexts and values as JSON. Integers stay within what JavaScript keeps exactly.</summary>
internal sealed class World(Random chance)
{
    private const long Largest = 9_007_199_254_740_991;

    private static readonly (string Type, string Id)[] Names =
    [
        ("Group", "g0"), ("Group", "g1"), ("Group", "g2"), ("Album", "a0"), ("N::T", "x"), ("Action", "read"), ("Action", "view"), ("Action", "edit"),
        ("User", "alice"), ("User", "bob"), ("User", "it's \"x\"\n"), ("Photo", "p0"), ("Photo", "p1"),
    ];

    private static readonly string[] Attributes = ["a", "b", "c", "n", "s", "set", "rec", "boss", "age", "d e", "if", "ip", "dec", "when", "in_", "dur", "name"];

    /// <summary>Most of the names, as entities in an order of their own; parents stand earlier in the list of names, so that there is no circle.</summary>
    public JsonArray Entities()
    {
        var entities = new List<JsonNode>();
        for (var number = 0; number < Names.Length; number++)
        {
            if (chance.Next(6) == 0) continue;
            var (type, id) = Names[number];
            var entity = new JsonObject { ["uid"] = Uid(type, id), ["attrs"] = type == "Action" ? new JsonObject() : Record(Attributes, 5), ["parents"] = Parents(number) };
            if (chance.Next(3) == 0 && type != "Action") entity["tags"] = Record(["a", "red", "d e", ""], 3);
            entities.Add(entity);
        }

        var shuffled = entities.ToArray();
        chance.Shuffle(shuffled);
        return [.. shuffled];
    }

    /// <summary>A context.</summary>
    public JsonObject Context()
    {
        var context = Record(Attributes, 5);
        if (chance.Next(3) > 0) context["mfa"] = chance.Next(2) == 0;
        return context;
    }

    /// <summary>The uid of an entity that policies speak of, or of none.</summary>
    public (string Type, string Id) Name(params string[] types)
    {
        var fitting = Names.Where(name => types.Contains(name.Type)).ToArray();
        return chance.Next(12) == 0 ? ("Nothing", "at all") : fitting[chance.Next(fitting.Length)];
    }

    /// <summary>A uid in JSON, in one of its two forms.</summary>
    public JsonObject Uid(string type, string id)
    {
        var uid = new JsonObject { ["type"] = type, ["id"] = id };
        return chance.Next(3) == 0 ? new JsonObject { ["__entity"] = uid } : uid;
    }

    private JsonArray Parents(int number)
    {
        var parents = new JsonArray();
        for (var above = 0; above < number; above++)
            if (chance.Next(5) == 0 && (Names[number].Type == "Action") == (Names[above].Type == "Action")) parents.Add(Uid(Names[above].Type, Names[above].Id));
        return parents;
    }

    private JsonObject Record(string[] names, int most)
    {
        var record = new JsonObject();
        for (var n = chance.Next(most + 1); n > 0; n--)
        {
            var name = names[chance.Next(names.Length)];
            record[name] = name switch
            {
                "n" or "age" when chance.Next(8) > 0 => Long(),
                "s" or "name" when chance.Next(8) > 0 => Pick("a", "alice", "red", "été", "e\u0301", "O*o", "😀", ""),
                "boss" when chance.Next(8) > 0 => EntityValue(),
                "set" when chance.Next(8) > 0 => Items(2),
                "rec" when chance.Next(8) > 0 => new JsonObject { ["a"] = Value(1), ["inner"] = new JsonObject { ["x"] = Long() } },
                "ip" when chance.Next(8) > 0 => Extension("ip", Pick("10.0.0.1", "10.0.0.0/8", "::1")),
                "dec" when chance.Next(8) > 0 => Extension("decimal", Pick("1.5", "-0.0001", "0.0")),
                "dur" when chance.Next(8) > 0 => Extension("duration", Pick("1h", "-1d", "5ms")),
                _ => Value(2),
            };
        }

        return record;
    }

    private JsonNode Value(int depth) => chance.Next(depth == 0 ? 5 : 8) switch
    {
        0 => JsonValue.Create(chance.Next(2) == 0),
        1 => Long(),
        2 => Pick("", "a", "alice", "red", "日本", "a\"b", "\0"),
        3 => EntityValue(),
        4 => Extension("decimal", "1.5"),
        5 => Items(depth - 1),
        6 => new JsonObject { ["a"] = Value(depth - 1), ["d e"] = Value(depth - 1) },
        _ => Extension(Pick("datetime", "datetime"), Pick("2024-01-01", "2024-02-29T12:00:00Z")),
    };

    private JsonArray Items(int depth) => [.. Enumerable.Range(0, chance.Next(4)).Select(_ => Value(Math.Max(0, depth)))];

    private JsonObject EntityValue()
    {
        var (type, id) = Names[chance.Next(Names.Length)];
        return new JsonObject { ["__entity"] = new JsonObject { ["type"] = type, ["id"] = id } };
    }

    private static JsonObject Extension(string function, string argument) => new() { ["__extn"] = new JsonObject { ["fn"] = function, ["arg"] = argument } };

    private JsonNode Long() => chance.Next(12) switch { 0 => Largest, 1 => -Largest, 2 => 0L, _ => (long)chance.Next(-3, 50) };

    private string Pick(params string[] of) => of[chance.Next(of.Length)];
}
