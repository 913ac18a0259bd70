using System.Collections.Immutable;
using System.Text;
using Writ.Cedar.Values;

namespace Writ.Cedar.Schema;

/// <summary>Writes the declarations of a document that is known to resolve, two blanks a level, a blank line between each two.</summary>
internal sealed class SchemaTextWriter(SchemaNames names)
{
    private readonly StringBuilder _text = new();
    private string _inside = "";
    private int _level;

    public string Write(SchemaDocument document)
    {
        foreach (var inside in document.Namespaces.OrderBy(inside => inside.Name.Length > 0))
        {
            _inside = inside.Name;
            if (inside.Name.Length == 0) Declarations(inside);
            else Namespace(inside);
        }

        return _text.ToString();
    }

    private void Namespace(NamespaceDeclaration inside)
    {
        Begin(inside.Annotations);
        _text.Append("namespace ").Append(inside.Name).Append(" {");
        _text.Append('\n');
        _level++;
        Declarations(inside);
        _level--;
        _text.Append("}\n");
    }

    private void Declarations(NamespaceDeclaration inside)
    {
        foreach (var type in inside.CommonTypes)
        {
            Begin(type.Annotations);
            _text.Append("type ").Append(type.Name).Append(" = ");
            Type(type.Type);
            _text.Append(";\n");
        }

        foreach (var entity in inside.Entities) Entity(entity);
        foreach (var action in inside.Actions) Action(action);
    }

    private void Entity(EntityDeclaration entity)
    {
        Begin(entity.Annotations);
        _text.Append("entity ").Append(entity.Name);
        if (!entity.Ids.IsEmpty) _text.Append(" enum [").AppendJoin(", ", entity.Ids.Select(ValueText.Quote)).Append(']');
        if (!entity.Parents.IsEmpty) _text.Append(" in [").AppendJoin(", ", entity.Parents.Select(parent => parent.Path)).Append(']');
        switch (entity.Shape)
        {
            case null or TypeNode.Record { Attributes.IsEmpty: true }:
                break;
            case TypeNode.Record record:
                _text.Append(" = ");
                Record(record);
                break;
            default:
                throw new SchemaException(entity.Shape, "found the name of a type for the attributes of an entity type, which Cedar syntax cannot say", "write the record in place");
        }

        if (entity.Tags is not null)
        {
            _text.Append(" tags ");
            Type(entity.Tags);
        }

        _text.Append(";\n");
    }

    private void Action(ActionDeclaration action)
    {
        Begin(action.Annotations);
        _text.Append("action ").Append(ValueText.Key(action.Id));
        if (!action.Groups.IsEmpty) _text.Append(" in [").AppendJoin(", ", action.Groups.Select(Group)).Append(']');
        if (action.AppliesTo is { Principals.IsEmpty: false, Resources.IsEmpty: false } appliesTo)
        {
            _text.Append(" appliesTo {");
            _level++;
            Line();
            _text.Append("principal: [").AppendJoin(", ", appliesTo.Principals.Select(name => name.Path)).Append("],");
            Line();
            _text.Append("resource: [").AppendJoin(", ", appliesTo.Resources.Select(name => name.Path)).Append(']');
            Context(appliesTo.Context);
            _level--;
            Line();
            _text.Append('}');
        }

        _text.Append(";\n");
    }

    private void Context(TypeNode? context)
    {
        if (context is null or TypeNode.Record { Attributes.IsEmpty: true }) return;
        _text.Append(',');
        Line();
        _text.Append("context: ");
        Type(context);
    }

    private static string Group(ActionName group) => group.Type is null ? ValueText.Key(group.Id) : $"{group.Type}::{ValueText.Quote(group.Id)}";

    // The document resolves, so no type is deeper than the resolver could go.
    private void Type(TypeNode type)
    {
        switch (type)
        {
            case TypeNode.BuiltIn builtIn:
                _text.Append(BuiltInTypes.Namespace).Append(BuiltInTypes.NameOf(builtIn.Kind));
                break;
            case TypeNode.Named named:
                _text.Append(named.Name);
                break;
            case TypeNode.Common common:
                _text.Append(names.IsHidden(common, _inside) ? BuiltInTypes.Namespace : "").Append(common.Name);
                break;
            case TypeNode.Entity entity:
                if (names.IsHidden(entity, _inside)) throw new SchemaException(entity, $"found the entity type `{entity.Name}` beside a common type of the same name, which Cedar syntax cannot tell apart", "rename one of them");
                _text.Append(entity.Name);
                break;
            case TypeNode.Set set:
                _text.Append("Set<");
                Type(set.Element);
                _text.Append('>');
                break;
            case TypeNode.Record record:
                Record(record);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Record(TypeNode.Record record)
    {
        _text.Append('{');
        _level++;
        foreach (var attribute in record.Attributes)
        {
            foreach (var annotation in attribute.Annotations)
            {
                Line();
                Annotation(annotation);
            }

            Line();
            _text.Append(ValueText.Key(attribute.Name)).Append(attribute.IsRequired ? ": " : "?: ");
            Type(attribute.Type);
            _text.Append(',');
        }

        _level--;
        if (!record.Attributes.IsEmpty) Line();
        _text.Append('}');
    }

    // Everything but the first in its block stands off by a blank line.
    private void Begin(ImmutableArray<SchemaAnnotation> annotations)
    {
        if (_text.Length > 0 && _text[^1] == '\n' && !EndsWithOpening()) _text.Append('\n');
        Indent();
        foreach (var annotation in annotations)
        {
            Annotation(annotation);
            Line();
        }
    }

    private bool EndsWithOpening() => _text.Length > 1 && _text[^2] == '{';

    private void Annotation(SchemaAnnotation annotation)
    {
        _text.Append('@').Append(annotation.Key);
        if (annotation.Value is not null) _text.Append('(').Append(ValueText.Quote(annotation.Value)).Append(')');
    }

    private void Line()
    {
        _text.Append('\n');
        Indent();
    }

    private void Indent() => _text.Append(' ', _level * 2);
}
