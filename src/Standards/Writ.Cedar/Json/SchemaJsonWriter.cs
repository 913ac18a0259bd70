using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Json;

/// <summary>Writes a schema in the JSON form: what has its default is left out, as the official writer does.</summary>
internal sealed class SchemaJsonWriter(Utf8JsonWriter json)
{
    public void Document(SchemaDocument document)
    {
        json.WriteStartObject();
        foreach (var inside in document.Namespaces) Namespace(inside);
        json.WriteEndObject();
    }

    private void Namespace(NamespaceDeclaration inside)
    {
        json.WriteStartObject(inside.Name);
        if (!inside.CommonTypes.IsEmpty)
        {
            json.WriteStartObject("commonTypes");
            foreach (var type in inside.CommonTypes)
            {
                json.WriteStartObject(type.Name);
                Type(type.Type);
                Annotations(type.Annotations);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteStartObject("entityTypes");
        foreach (var entity in inside.Entities) Entity(entity);
        json.WriteEndObject();
        json.WriteStartObject("actions");
        foreach (var action in inside.Actions) Action(action);
        json.WriteEndObject();
        Annotations(inside.Annotations);
        json.WriteEndObject();
    }

    private void Entity(EntityDeclaration entity)
    {
        json.WriteStartObject(entity.Name);
        if (!entity.Ids.IsEmpty) Strings("enum", entity.Ids);
        if (!entity.Parents.IsEmpty) Strings("memberOfTypes", entity.Parents.Select(parent => parent.Path));
        if (!IsEmpty(entity.Shape)) Type("shape", entity.Shape);
        Type("tags", entity.Tags);
        Annotations(entity.Annotations);
        json.WriteEndObject();
    }

    private void Action(ActionDeclaration action)
    {
        json.WriteStartObject(action.Id);
        if (action.AppliesTo is { } appliesTo)
        {
            json.WriteStartObject("appliesTo");
            Strings("principalTypes", appliesTo.Principals.Select(name => name.Path));
            Strings("resourceTypes", appliesTo.Resources.Select(name => name.Path));
            if (!IsEmpty(appliesTo.Context)) Type("context", appliesTo.Context);
            json.WriteEndObject();
        }

        if (!action.Groups.IsEmpty)
        {
            json.WriteStartArray("memberOf");
            foreach (var group in action.Groups)
            {
                json.WriteStartObject();
                json.WriteString("id", group.Id);
                if (group.Type is not null) json.WriteString("type", group.Type);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        Annotations(action.Annotations);
        json.WriteEndObject();
    }

    private static bool IsEmpty(TypeNode? type) => type is null or TypeNode.Record { Attributes.IsEmpty: true };

    private void Type(string key, TypeNode? type)
    {
        if (type is null) return;
        json.WriteStartObject(key);
        Type(type);
        json.WriteEndObject();
    }

    // Writes the keys of a type into the object that is open, where its declaration adds others.
    private void Type(TypeNode type)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (type)
        {
            case TypeNode.BuiltIn { Kind: var kind } when BuiltInTypes.IsPrimitive(kind):
                json.WriteString("type", kind == ValueKind.Bool ? "Boolean" : BuiltInTypes.NameOf(kind));
                break;
            case TypeNode.BuiltIn builtIn:
                json.WriteString("type", "Extension");
                json.WriteString("name", BuiltInTypes.NameOf(builtIn.Kind));
                break;
            case TypeNode.Named named:
                json.WriteString("type", "EntityOrCommon");
                json.WriteString("name", named.Name);
                break;
            case TypeNode.Common common:
                json.WriteString("type", common.Name);
                break;
            case TypeNode.Entity entity:
                json.WriteString("type", "Entity");
                json.WriteString("name", entity.Name);
                break;
            case TypeNode.Set set:
                json.WriteString("type", "Set");
                Type("element", set.Element);
                break;
            case TypeNode.Record record:
                json.WriteString("type", "Record");
                json.WriteStartObject("attributes");
                foreach (var attribute in record.Attributes) Attribute(attribute);
                json.WriteEndObject();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Attribute(AttributeDeclaration attribute)
    {
        json.WriteStartObject(attribute.Name);
        Type(attribute.Type);
        if (!attribute.IsRequired) json.WriteBoolean("required", false);
        Annotations(attribute.Annotations);
        json.WriteEndObject();
    }

    private void Annotations(ImmutableArray<SchemaAnnotation> annotations)
    {
        if (annotations.IsEmpty) return;
        json.WriteStartObject("annotations");
        foreach (var annotation in annotations) json.WriteString(annotation.Key, annotation.Value);
        json.WriteEndObject();
    }

    private void Strings(string key, IEnumerable<string> values)
    {
        json.WriteStartArray(key);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
