using System.Collections.Immutable;
using System.Text.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Json;

/// <summary>The declarations of a schema in the JSON form.</summary>
internal sealed class SchemaJsonReader(ParseOptions options)
{
    private readonly SchemaTypeJsonReader _types = new(options);

    public SchemaDocument Document(JsonElement json) => new([.. JsonFields.Members(json, JsonPath.Root).Select(member => Namespace(member.Key, member.Value, member.Path))]);

    private NamespaceDeclaration Namespace(string name, JsonElement json, JsonPath path)
    {
        if (name.Length > 0 && !Names.IsPath(name)) throw new JsonRefusal(JsonPath.Root, $"found `{name}`, expected the name of a namespace");
        var fields = new JsonFields(json, path, "a namespace", "commonTypes", "entityTypes", "actions", "annotations");
        var annotations = SchemaTypeJsonReader.Annotations(fields);
        if (name.Length == 0 && !annotations.IsEmpty) throw new JsonRefusal(fields.PathOf("annotations"), "found annotations on the empty namespace, expected none");
        return new NamespaceDeclaration(name)
        {
            CommonTypes = fields.TryGet("commonTypes", out var types) ? [.. JsonFields.Members(types, fields.PathOf("commonTypes")).Select(CommonType)] : [],
            Entities = [.. JsonFields.Members(fields.Required("entityTypes"), fields.PathOf("entityTypes")).Select(Entity)],
            Actions = [.. JsonFields.Members(fields.Required("actions"), fields.PathOf("actions")).Select(Action)],
            Annotations = annotations,
        };
    }

    private CommonTypeDeclaration CommonType((string Key, JsonElement Value, JsonPath Path) member)
    {
        var name = Identifier(member.Key, member.Path);
        if (BuiltInTypes.IsReserved(name)) throw new JsonRefusal(member.Path, $"found the common type `{name}`, which is the name of a built-in type");
        var type = _types.Type(member.Value, member.Path, out var fields, "annotations");
        return new CommonTypeDeclaration(name, type) { Annotations = SchemaTypeJsonReader.Annotations(fields) };
    }

    private EntityDeclaration Entity((string Key, JsonElement Value, JsonPath Path) member)
    {
        var name = Identifier(member.Key, member.Path);
        if (name == "Action") throw new JsonRefusal(member.Path, "found the entity type `Action`, which is the type of the actions");
        var fields = new JsonFields(member.Value, member.Path, "an entity type", "memberOfTypes", "shape", "tags", "enum", "annotations");
        var entity = new EntityDeclaration(name) { Annotations = SchemaTypeJsonReader.Annotations(fields) };
        if (!fields.TryGet("enum", out var ids))
        {
            return entity with
            {
                Parents = fields.TryGet("memberOfTypes", out var parents) ? EntityNames(parents, fields.PathOf("memberOfTypes")) : [],
                Shape = fields.TryGet("shape", out var shape) ? _types.Type(shape, fields.PathOf("shape"), out _) : null,
                Tags = fields.TryGet("tags", out var tags) ? _types.Type(tags, fields.PathOf("tags"), out _) : null,
            };
        }

        foreach (var other in (string[])["memberOfTypes", "shape", "tags"])
            if (fields.Has(other)) throw new JsonRefusal(fields.PathOf(other), $"found `{other}` beside `enum`, expected ids alone");
        var read = JsonFields.Items(ids, fields.PathOf("enum")).Select(static id => ValueJson.ReadString(id.Item, id.Path)).ToImmutableArray();
        return read.IsEmpty ? throw new JsonRefusal(fields.PathOf("enum"), "found no id, expected at least one") : entity with { Ids = read };
    }

    // Null is how some writers leave these three out.
    private ActionDeclaration Action((string Key, JsonElement Value, JsonPath Path) member)
    {
        var fields = new JsonFields(member.Value, member.Path, "an action", "attributes", "appliesTo", "memberOf", "annotations");
        if (IsGiven(fields, "attributes", out _)) throw new JsonRefusal(fields.PathOf("attributes"), "found attributes of an action, which has none");
        return new ActionDeclaration(member.Key)
        {
            AppliesTo = IsGiven(fields, "appliesTo", out var appliesTo) ? AppliesTo(appliesTo, fields.PathOf("appliesTo")) : null,
            Groups = IsGiven(fields, "memberOf", out var groups) ? [.. JsonFields.Items(groups, fields.PathOf("memberOf")).Select(Group)] : [],
            Annotations = SchemaTypeJsonReader.Annotations(fields),
        };
    }

    private AppliesTo AppliesTo(JsonElement json, JsonPath path)
    {
        var fields = new JsonFields(json, path, "an object of `principalTypes` and `resourceTypes`", "principalTypes", "resourceTypes", "context");
        return new AppliesTo(
            EntityNames(fields.Required("principalTypes"), fields.PathOf("principalTypes")),
            EntityNames(fields.Required("resourceTypes"), fields.PathOf("resourceTypes")),
            fields.TryGet("context", out var context) ? _types.Type(context, fields.PathOf("context"), out _) : null);
    }

    private static ActionName Group((JsonElement Item, JsonPath Path) item)
    {
        var fields = new JsonFields(item.Item, item.Path, "an object of `id` and `type`", "id", "type");
        return new ActionName(
            fields.RequiredString("id"),
            IsGiven(fields, "type", out var type) ? SchemaTypeJsonReader.TypePath(type, fields.PathOf("type")) : null);
    }

    private static ImmutableArray<SchemaName> EntityNames(JsonElement json, JsonPath path) =>
        [.. JsonFields.Items(json, path).Select(static item => new SchemaName(SchemaTypeJsonReader.TypePath(item.Item, item.Path)))];

    private static bool IsGiven(JsonFields fields, string key, out JsonElement value) => fields.TryGet(key, out value) && value.ValueKind != JsonValueKind.Null;

    private static string Identifier(string name, JsonPath path) => Names.IsIdentifier(name) ? name : throw new JsonRefusal(path, $"found `{name}`, expected an identifier");
}
