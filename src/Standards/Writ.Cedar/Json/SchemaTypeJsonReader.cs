using System.Collections.Immutable;
using System.Text.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Json;

/// <summary>Types and annotations in the JSON form of a schema.</summary>
internal sealed class SchemaTypeJsonReader(ParseOptions options)
{
    private int _nesting;

    /// <summary>Reads a type. Keys that belong to what the type stands in are let through, for the caller to read.</summary>
    public TypeNode Type(JsonElement json, JsonPath path, out JsonFields fields, params ReadOnlySpan<string> alsoKnown)
    {
        fields = new JsonFields(json, path, "a type", [.. alsoKnown, "type", "element", "attributes", "additionalAttributes", "name"]);
        var type = fields.RequiredString("type");
        if (++_nesting > options.MaxNesting) throw new JsonRefusal(path, $"found more than {options.MaxNesting} nested types");
        var node = type switch
        {
            "Long" => Plain(new TypeNode.BuiltIn(ValueKind.Long), json, path, alsoKnown),
            "String" => Plain(new TypeNode.BuiltIn(ValueKind.String), json, path, alsoKnown),
            "Boolean" => Plain(new TypeNode.BuiltIn(ValueKind.Bool), json, path, alsoKnown),
            "Set" => Set(json, path, alsoKnown),
            "Record" => Record(json, path, alsoKnown),
            "Entity" => new TypeNode.Entity(Name(json, path, alsoKnown)),
            "EntityOrCommon" => new TypeNode.Named(Name(json, path, alsoKnown)),
            "Extension" => Extension(json, path, alsoKnown),
            _ => Plain(new TypeNode.Common(TypePath(fields.Required("type"), fields.PathOf("type"))), json, path, alsoKnown),
        };
        _nesting--;
        return node;
    }

    /// <summary>The annotations among the keys of a declaration.</summary>
    public static ImmutableArray<SchemaAnnotation> Annotations(JsonFields fields) =>
        fields.TryGet("annotations", out var annotations) ? [.. JsonFields.Members(annotations, fields.PathOf("annotations")).Select(Annotation)] : [];

    /// <summary>The name of a type: a path, whose parts may be <c>__cedar</c>.</summary>
    public static string TypePath(JsonElement json, JsonPath path)
    {
        var name = ValueJson.ReadString(json, path);
        var bare = name.StartsWith(BuiltInTypes.Namespace, StringComparison.Ordinal) ? name.AsSpan(BuiltInTypes.Namespace.Length) : name;
        return Names.IsPath(bare) ? name : throw new JsonRefusal(path, $"found `{name}`, expected the name of a type");
    }

    private static SchemaAnnotation Annotation((string Key, JsonElement Value, JsonPath Path) member)
    {
        if (!Names.IsAnyIdentifier(member.Key)) throw new JsonRefusal(member.Path, $"found the annotation `{member.Key}`, expected an identifier");
        return new SchemaAnnotation(member.Key, member.Value.ValueKind == JsonValueKind.Null ? null : ValueJson.ReadString(member.Value, member.Path));
    }

    private static TypeNode Plain(TypeNode node, JsonElement json, JsonPath path, ReadOnlySpan<string> alsoKnown)
    {
        _ = new JsonFields(json, path, "a type", [.. alsoKnown, "type"]);
        return node;
    }

    private TypeNode.Set Set(JsonElement json, JsonPath path, ReadOnlySpan<string> alsoKnown)
    {
        var fields = new JsonFields(json, path, "a set type", [.. alsoKnown, "type", "element"]);
        return new TypeNode.Set(Type(fields.Required("element"), fields.PathOf("element"), out _));
    }

    private TypeNode.Record Record(JsonElement json, JsonPath path, ReadOnlySpan<string> alsoKnown)
    {
        var fields = new JsonFields(json, path, "a record type", [.. alsoKnown, "type", "attributes", "additionalAttributes"]);
        if (fields.TryGet("additionalAttributes", out var open) && open.ValueKind != JsonValueKind.False)
            throw new JsonRefusal(fields.PathOf("additionalAttributes"), $"found `{open.GetRawText()}`, expected `false`: records have no attributes but those declared");
        return new TypeNode.Record([.. JsonFields.Members(fields.Required("attributes"), fields.PathOf("attributes")).Select(Attribute)]);
    }

    private AttributeDeclaration Attribute((string Key, JsonElement Value, JsonPath Path) member)
    {
        var type = Type(member.Value, member.Path, out var fields, "required", "annotations");
        var isRequired = !fields.TryGet("required", out var required) || required.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw ValueJson.Unexpected(required, "`true` or `false`", fields.PathOf("required")),
        };
        return new AttributeDeclaration(member.Key, type, isRequired) { Annotations = Annotations(fields) };
    }

    private static string Name(JsonElement json, JsonPath path, ReadOnlySpan<string> alsoKnown)
    {
        var fields = new JsonFields(json, path, "a type", [.. alsoKnown, "type", "name"]);
        return TypePath(fields.Required("name"), fields.PathOf("name"));
    }

    private static TypeNode.BuiltIn Extension(JsonElement json, JsonPath path, ReadOnlySpan<string> alsoKnown)
    {
        var fields = new JsonFields(json, path, "an extension type", [.. alsoKnown, "type", "name"]);
        var name = fields.RequiredString("name");
        return BuiltInTypes.Find(name) is { } kind && !BuiltInTypes.IsPrimitive(kind)
            ? new TypeNode.BuiltIn(kind)
            : throw new JsonRefusal(fields.PathOf("name"), $"found the unknown extension type `{name}`, expected `decimal`, `ipaddr`, `datetime` or `duration`");
    }
}
