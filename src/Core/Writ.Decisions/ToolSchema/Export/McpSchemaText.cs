using System.Collections.Immutable;
using System.Text;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Decisions;

/// <summary>Writes a schema in the public generator's own layout, to the byte, so that its outputs can be compared as texts.</summary>
internal sealed class McpSchemaText
{
    private readonly StringBuilder _text = new();

    public static string Write(SchemaDocument document)
    {
        var writer = new McpSchemaText();
        foreach (var inside in document.Namespaces) writer.Namespace(inside);
        return writer._text.ToString();
    }

    private void Namespace(NamespaceDeclaration inside)
    {
        if (_text.Length > 0) _text.Append('\n');
        _text.Append("namespace ").Append(inside.Name).Append(" {\n");
        var first = true;
        foreach (var type in inside.CommonTypes)
        {
            Begin(ref first, type.Annotations);
            _text.Append("type ").Append(type.Name).Append(" = ");
            Type(type.Type, 2);
            _text.Append(";\n");
        }

        foreach (var entity in inside.Entities)
        {
            Begin(ref first, entity.Annotations);
            Entity(entity);
        }

        foreach (var action in inside.Actions)
        {
            Begin(ref first, action.Annotations);
            Action(action);
        }

        _text.Append("}\n");
    }

    private void Begin(ref bool first, ImmutableArray<SchemaAnnotation> annotations)
    {
        if (!first) _text.Append('\n');
        first = false;
        foreach (var annotation in annotations)
            _text.Append("  @").Append(annotation.Key).Append(annotation.Value is null ? "" : $"({Quoted(annotation.Value)})").Append('\n');
        _text.Append("  ");
    }

    private void Entity(EntityDeclaration entity)
    {
        _text.Append("entity ").Append(entity.Name);
        if (!entity.Ids.IsEmpty) _text.Append(" enum [").AppendJoin(", ", entity.Ids.Select(Quoted)).Append(']');
        if (!entity.Parents.IsEmpty) _text.Append(" in [").AppendJoin(", ", entity.Parents.Select(static p => p.Path)).Append(']');
        if (entity.Shape is not (null or TypeNode.Record { Attributes.IsEmpty: true }))
        {
            _text.Append(" = ");
            Type(entity.Shape, 2);
        }

        if (entity.Tags is not null)
        {
            // The public generator does not indent the type of tags.
            _text.Append(" tags ");
            Type(entity.Tags, 0);
        }

        _text.Append(";\n");
    }

    private void Action(ActionDeclaration action)
    {
        _text.Append("action ").Append(Quoted(action.Id));
        if (!action.Groups.IsEmpty) _text.Append(" in [").AppendJoin(", ", action.Groups.Select(static g => $"{g.Type ?? "Action"}::{Quoted(g.Id)}")).Append(']');
        if (action.AppliesTo is { Principals.IsEmpty: false, Resources.IsEmpty: false } applies)
        {
            _text.Append(" appliesTo {\n    principal: [").AppendJoin(", ", applies.Principals.Select(static p => p.Path))
                .Append("],\n    resource: [").AppendJoin(", ", applies.Resources.Select(static r => r.Path)).Append("],\n    context: ");
            Type(applies.Context ?? TypeNode.Record.Empty, 4);
            _text.Append("\n  }");
        }

        _text.Append(";\n");
    }

    private void Type(TypeNode type, int indent)
    {
        switch (type)
        {
            case TypeNode.Record { Attributes.IsEmpty: true }:
                _text.Append("{  }");
                break;
            case TypeNode.Record record:
                Record(record, indent);
                break;
            case TypeNode.Set set:
                _text.Append("Set<");
                Type(set.Element, indent);
                _text.Append('>');
                break;
            default:
                _text.Append(type switch
                {
                    TypeNode.Named named => named.Name,
                    TypeNode.Common common => common.Name,
                    TypeNode.Entity entity => entity.Name,
                    _ => throw new System.Diagnostics.UnreachableException("a stub in Cedar syntax names its types"),
                });
                break;
        }
    }

    private void Record(TypeNode.Record record, int indent)
    {
        _text.Append("{\n");
        for (var i = 0; i < record.Attributes.Length; i++)
        {
            var attribute = record.Attributes[i];
            _text.Append(' ', indent + 2).Append(McpNames.IsIdentifier(attribute.Name) ? attribute.Name : Quoted(attribute.Name)).Append(attribute.IsRequired ? ": " : "?: ");
            Type(attribute.Type, indent + 2);
            _text.Append(i == record.Attributes.Length - 1 ? "\n" : ",\n");
        }

        _text.Append(' ', indent).Append('}');
    }

    private static string Quoted(string text) => CedarValue.From(text).ToString();
}
