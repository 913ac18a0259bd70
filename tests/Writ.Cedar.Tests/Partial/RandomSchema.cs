using Writ.Cedar.Schema;

namespace Writ.Cedar.Tests.Partial;

/// <summary>A random schema over fixed names: teams and users, folders and documents, colours; three actions in a group.</summary>
internal sealed class RandomSchema(Random chance)
{
    private static readonly string[] Scalars = ["Bool", "Long", "String", "decimal", "ipaddr", "datetime", "duration"];
    private static readonly string[] EntityTypes = ["Team", "User", "Folder", "Doc", "Color"];
    private static readonly string[] Names = ["a", "b", "c", "d", "e f", "owner"];

    public static CedarSchema Make(Random chance)
    {
        var text = new RandomSchema(chance).Text();
        Assert.True(CedarSchema.TryParse(text, out var schema, out var errors), $"{text}\n{string.Join('\n', errors)}");
        return schema;
    }

    private string Text() => $$"""
        entity Color enum ["red", "blue"];
        entity Team in [Team] = {{Record(1)}}{{Tags()}};
        entity User in [Team] = {{Record(2)}}{{Tags()}};
        entity Folder in [Folder, Team] = {{Record(1)}}{{Tags()}};
        entity Doc in [Folder] = {{Record(2)}}{{Tags()}};
        action "all", "some";
        action view in ["all", "some"] appliesTo { principal: [User], resource: [Doc, Folder], context: {{Record(2)}} };
        action edit in ["all"] appliesTo { principal: [User, Team], resource: [Doc, User], context: {{Record(2)}} };
        action list appliesTo { principal: [User], resource: [Folder, Color], context: {{Record(1)}} };
        """;

    private string Tags() => chance.Next(3) == 0 ? "" : $" tags {Type(1)}";

    private string Record(int depth) =>
        $"{{ {string.Join(", ", Names.Where(_ => chance.Next(5) < 3).Select(name => $"\"{name}\"{(chance.Next(3) == 0 ? "?" : "")}: {Type(depth)}"))} }}";

    private string Type(int depth) => (depth == 0 ? chance.Next(7) : chance.Next(10)) switch
    {
        < 4 => Scalars[chance.Next(Scalars.Length)],
        < 7 => EntityTypes[chance.Next(EntityTypes.Length)],
        7 => $"Set<{Type(depth - 1)}>",
        8 => $"Set<{EntityTypes[chance.Next(EntityTypes.Length)]}>",
        _ => Record(depth - 1),
    };
}
