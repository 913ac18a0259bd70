using System.Collections.Immutable;
using System.Text.Json;
using Writ.Cedar.Schema;

namespace Writ.Decisions;

/// <summary>Declares the types and the action of each tool in the public generator's convention.</summary>
internal sealed partial class McpSchemaBuilder(McpStub stub, McpSchemaOptions options, ToolSchemaLimits limits, List<ToolSchemaFinding> findings)
{
    private readonly McpDeclarations _declared = new(options.EraseAnnotations ? stub.Unmarked() : stub.Declarations, options.FlattenNamespaces);
    private Dictionary<string, string> _shared = [];

    public SchemaDocument Build(IReadOnlyList<ToolDefinition> tools)
    {
        var sources = tools.Select(Source).ToList();
        if (options.DeduplicateEntityTypes) Share(sources);
        foreach (var source in sources) Declare(source);
        return _declared.Document();
    }

    /// <summary>A tool: the id of its action, the identifier its types go by, and what goes in and out.</summary>
    private sealed record Tool(string Id, string Name, Part Input, Part? Output);

    /// <summary>One side of a tool: the namespace of its types, its members, and the definitions they refer to.</summary>
    private sealed record Part(string Namespace, ImmutableArray<McpProperty.Member> Members, ImmutableArray<McpProperty.Member> Definitions)
    {
        public static Part Of(string inside, JsonElement schema, McpPropertyReader reader) => new(inside, reader.Arguments(schema), reader.Definitions(schema));
    }

    private Tool Source(ToolDefinition tool)
    {
        var id = options.Target is null ? tool.Name : $"{options.Target}___{tool.Name}";
        var name = McpNames.Identifier(id);
        var inside = $"{_declared.Root}::{name}";
        var found = new ToolFindings(tool.Name, limits.MaxFindings);
        var input = Part.Of($"{inside}::Input", tool.Input, new McpPropertyReader(found));
        findings.AddRange(found.All());

        // Results are no arguments: what the convention has no place for there hides nothing that a tool takes.
        var output = options.IncludeOutputs ? Part.Of($"{inside}::Output", tool.Output, new McpPropertyReader(new ToolFindings(tool.Name, limits.MaxFindings))) : null;
        return new Tool(id, name, input, output);
    }

    private void Declare(Tool tool)
    {
        var context = stub.Contexts.Select(static c => new AttributeDeclaration(c.Name, new TypeNode.Named(c.Type))).ToList();
        context.Add(new AttributeDeclaration("input", new TypeNode.Common(Declare(tool.Input, $"{tool.Name}Input"))));
        if (tool.Output is not null) context.Add(new AttributeDeclaration("output", new TypeNode.Common(Declare(tool.Output, $"{tool.Name}Output")), IsRequired: false));
        _declared.Add(new ActionDeclaration(tool.Id)
        {
            Groups = stub.Groups,
            AppliesTo = new AppliesTo(stub.Principals, stub.Resources, new TypeNode.Record([.. context.OrderBy(static a => a.Name, StringComparer.Ordinal)])),
        });
    }

    private string Declare(Part part, string name)
    {
        var defined = part.Definitions.ToDictionary(static d => d.Name, d => $"{part.Namespace}::{McpNames.Identifier(d.Name)}", StringComparer.Ordinal);
        foreach (var definition in part.Definitions)
        {
            // Objects and enums declare themselves under the name; anything else gets it as a common type, and then what a list is of needs another.
            var path = defined[definition.Name];
            var type = TypeOf(definition.Type, part.Namespace, definition.Type is McpProperty.List ? $"{McpNames.Last(path)}Item" : McpNames.Last(path), defined);
            if (type is not (TypeNode.Entity or TypeNode.Named) || PathOf(type) != _declared.Placed(path)) _declared.Add(path, type);
        }

        _declared.Add($"{_declared.Root}::{name}", Record(part.Members, part.Namespace, defined, relativeTo: null));
        return name;
    }

    private TypeNode.Record Record(ImmutableArray<McpProperty.Member> members, string inside, Dictionary<string, string> defined, string? relativeTo) => new(
    [
        .. members.OrderBy(static m => m.Name, StringComparer.Ordinal).Select(m =>
            new AttributeDeclaration(m.Name, Relative(TypeOf(m.Type, inside, McpNames.Identifier(m.Name), defined), relativeTo), m.IsRequired)),
    ]);

    private TypeNode TypeOf(McpProperty property, string inside, string name, Dictionary<string, string> defined)
    {
        var path = $"{inside}::{name}";
        switch (property)
        {
            case McpProperty.Simple simple:
                return new TypeNode.Named(simple.Type);
            case McpProperty.Opaque { Type: "Number" or "Float" } when options.NumbersAsDecimal:
                return new TypeNode.Named("decimal");
            case McpProperty.Opaque opaque:
                _declared.AddOnce(opaque.Type);
                return new TypeNode.Entity($"{_declared.Root}::{opaque.Type}");
            case McpProperty.Reference reference:
                return defined.TryGetValue(reference.Name, out var target)
                    ? new TypeNode.Named(_declared.Placed(target))
                    : throw new ToolListException(PlainText.Of(path), $"found a reference to `{PlainText.Of(reference.Name)}`, which is not defined");
            case McpProperty.List list:
                return new TypeNode.Set(TypeOf(list.Element, inside, name, defined));
            case McpProperty.Tuple tuple:
                return Places(tuple.Places, "Proj", isRequired: true, path, defined);
            case McpProperty.Choice choice:
                return Places(choice.Types, "TypeChoice", isRequired: false, path, defined);
            case McpProperty.Enumeration or McpProperty.Object when _shared.TryGetValue(Fingerprint(property, path), out var shared):
                return Reference(shared, property);
            case McpProperty.Enumeration enumeration:
                _declared.Add(path, new EntityDeclaration(name) { Ids = enumeration.Values });
                return Reference(path, property);
            case McpProperty.Object @object:
                Declare(@object, inside, path, defined);
                return Reference(path, property);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Declare(McpProperty.Object @object, string inside, string path, Dictionary<string, string> defined)
    {
        var tags = @object.Others is null ? null : TypeOf(@object.Others, path, $"{McpNames.Last(path)}Tag", defined);
        var shape = Record(@object.Members, path, defined, relativeTo: inside);
        if (IsRecord(@object)) _declared.Add(path, shape);
        else _declared.Add(path, new EntityDeclaration(McpNames.Last(path)) { Shape = shape, Tags = tags });
    }

    private TypeNode.Record Places(ImmutableArray<McpProperty> types, string name, bool isRequired, string path, Dictionary<string, string> defined) => new(
    [
        .. types.Select((type, i) => new AttributeDeclaration(
            $"{char.ToLowerInvariant(name[0])}{name[1..]}{i}", TypeOf(type, path, $"{name}{i}", defined), isRequired)).OrderBy(static a => a.Name, StringComparer.Ordinal),
    ]);

    private bool IsRecord(McpProperty property) => options.ObjectsAsRecords && property is McpProperty.Object { Others: null };

    private TypeNode Reference(string path, McpProperty property) =>
        IsRecord(property) ? new TypeNode.Named(_declared.Placed(path)) : new TypeNode.Entity(_declared.Placed(path));

    private static string? PathOf(TypeNode type) => type switch
    {
        TypeNode.Entity entity => entity.Name,
        TypeNode.Named named => named.Name,
        _ => null,
    };

    // Types of the namespace itself are named without it.
    private static TypeNode Relative(TypeNode type, string? inside) => type switch
    {
        _ when inside is null => type,
        TypeNode.Entity entity when McpNames.Above(entity.Name) == inside => new TypeNode.Entity(McpNames.Last(entity.Name)),
        TypeNode.Named named when McpNames.Above(named.Name) == inside => new TypeNode.Named(McpNames.Last(named.Name)),
        TypeNode.Set set => new TypeNode.Set(Relative(set.Element, inside)),
        TypeNode.Record record => new TypeNode.Record([.. record.Attributes.Select(a => a with { Type = Relative(a.Type, inside) })]),
        _ => type,
    };
}
