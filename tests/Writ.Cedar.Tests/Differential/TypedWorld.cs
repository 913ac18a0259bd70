using System.Text.Json.Nodes;

namespace Writ.Cedar.Tests.Differential;

/// <summary>Entities and contexts that mostly keep to the schema of <see cref="Cases"/>, in the short forms that a schema allows and in the long ones.</summary>
internal sealed class TypedWorld(Random chance)
{
    public JsonArray Entities()
    {
        var entities = new JsonArray();
        foreach (var id in (string[])["g0", "g1"]) entities.Add(Entity("Group", id, [], id == "g1" ? [("Group", "g0")] : []));
        entities.Add(Entity("Album", "a0", [], chance.Next(2) == 0 ? [("Group", "g1")] : []));
        foreach (var id in (string[])["alice", "bob"]) entities.Add(Tagged(Entity("User", id, User(), chance.Next(2) == 0 ? [("Group", "g1")] : [("Group", "g0"), ("User", "root")]), "red"));
        foreach (var id in (string[])["p0", "p1"]) entities.Add(Tagged(Entity("Photo", id, chance.Next(2) == 0 ? new JsonObject { ["name"] = "a" } : new JsonObject { ["n"] = 7 }, [("Album", "a0")]), new JsonArray(1, 2)));
        if (chance.Next(3) == 0) entities.Add(Entity("N::T", Pick("x", "y", "x"), [], []));
        if (chance.Next(4) == 0) entities.Add(Entity("Action", "view", [], [("Action", "read")]));
        return entities;
    }

    public JsonObject Context()
    {
        var context = new JsonObject { ["mfa"] = chance.Next(2) == 0 };
        if (chance.Next(2) == 0) context["n"] = chance.Next(-5, 5);
        if (chance.Next(2) == 0) context["ip"] = Extension("ip", Pick("10.0.0.1", "::1/64"));
        if (chance.Next(3) == 0) context["who"] = Uid("User", "bob");
        if (chance.Next(3) == 0) context["kind"] = Uid("N::T", Pick("x", "y", "z"));
        if (chance.Next(3) == 0) context["at"] = Extension("datetime", Pick("2024-01-01", "2024-02-29T12:00:00Z", "2023-02-29"));
        return chance.Next(6) == 0 ? [] : context;
    }

    private JsonObject User()
    {
        var user = new JsonObject { ["n"] = chance.Next(100) };
        if (chance.Next(2) == 0) user["s"] = Pick("a", "alice", "");
        if (chance.Next(2) == 0) user["boss"] = Uid("User", "bob");
        if (chance.Next(3) == 0) user["rec"] = new JsonObject { ["a"] = true, ["inner"] = new JsonObject { ["x"] = 1 } };
        if (chance.Next(3) == 0) user["ip"] = Extension("ip", "10.0.0.0/8");
        if (chance.Next(3) == 0) user["dec"] = Extension("decimal", Pick("1.5", "1.55555"));
        if (chance.Next(3) == 0) user["dur"] = Extension("duration", "1h");
        if (chance.Next(3) == 0) user["when"] = Extension("datetime", "2024-01-01");
        if (chance.Next(3) == 0) user["set"] = new JsonArray("a", "b");
        return user;
    }

    private JsonObject Entity(string type, string id, JsonObject attributes, (string Type, string Id)[] parents) => new()
    {
        ["uid"] = Uid(type, id), ["attrs"] = attributes, ["parents"] = new JsonArray([.. parents.Select(parent => Uid(parent.Type, parent.Id))]),
    };

    private JsonObject Tagged(JsonObject entity, JsonNode tag)
    {
        if (chance.Next(2) == 0) entity["tags"] = new JsonObject { ["a"] = tag };
        return entity;
    }

    private JsonObject Uid(string type, string id)
    {
        var uid = new JsonObject { ["type"] = type, ["id"] = id };
        return chance.Next(2) == 0 ? new JsonObject { ["__entity"] = uid } : uid;
    }

    private JsonNode Extension(string function, string argument)
    {
        var call = new JsonObject { ["fn"] = function, ["arg"] = argument };
        return chance.Next(3) switch { 0 => JsonValue.Create(argument), 1 => call, _ => new JsonObject { ["__extn"] = call } };
    }

    private string Pick(params string[] of) => of[chance.Next(of.Length)];
}
