using System.Collections.Immutable;
using Writ.Cedar.Schema;

namespace Writ.Decisions;

/// <summary>The declarations that all tools share, and which of them play which part.</summary>
/// <param name="Declarations">The namespace.</param>
/// <param name="Principals">Who may call tools.</param>
/// <param name="Resources">What tools are called on.</param>
/// <param name="Contexts">The types of further context, each under its name.</param>
/// <param name="Groups">The actions that every tool's action is in.</param>
internal sealed record McpStub(
    NamespaceDeclaration Declarations,
    ImmutableArray<SchemaName> Principals,
    ImmutableArray<SchemaName> Resources,
    ImmutableArray<(string Name, string Type)> Contexts,
    ImmutableArray<Cedar.Schema.ActionName> Groups)
{
    private const string Principal = "mcp_principal";
    private const string Resource = "mcp_resource";
    private const string Context = "mcp_context";
    private const string Group = "mcp_action";

    public static McpStub Of(SchemaDocument document)
    {
        if (document.Namespaces is not [{ Name.Length: > 0 } declarations]) throw new ToolListException("", $"found a stub of {document.Namespaces.Length} namespaces, expected exactly one, with a name");
        var stub = new McpStub(
            declarations,
            [.. declarations.Entities.Where(static e => Has(e.Annotations, Principal)).Select(static e => new SchemaName(e.Name))],
            [.. declarations.Entities.Where(static e => Has(e.Annotations, Resource)).Select(static e => new SchemaName(e.Name))],
            [
                .. declarations.Entities.SelectMany(static e => Named(e.Annotations, e.Name)),
                .. declarations.CommonTypes.SelectMany(static t => Named(t.Annotations, t.Name)),
            ],
            [.. declarations.Actions.Where(static a => Has(a.Annotations, Group)).Select(static a => new Cedar.Schema.ActionName(a.Id))]);
        if (stub.Principals.IsEmpty) throw new ToolListException("", $"found no entity type marked `@{Principal}` in the stub, expected at least one");
        if (stub.Resources.IsEmpty) throw new ToolListException("", $"found no entity type marked `@{Resource}` in the stub, expected at least one");
        return stub;
    }

    /// <summary>The declarations without the marks.</summary>
    public NamespaceDeclaration Unmarked() => Declarations with
    {
        CommonTypes = [.. Declarations.CommonTypes.Select(static t => t with { Annotations = Others(t.Annotations) })],
        Entities = [.. Declarations.Entities.Select(static e => e with { Annotations = Others(e.Annotations) })],
        Actions = [.. Declarations.Actions.Select(static a => a with { Annotations = Others(a.Annotations) })],
    };

    private static bool Has(ImmutableArray<SchemaAnnotation> annotations, string key) => annotations.Any(a => a.Key == key);

    private static IEnumerable<(string, string)> Named(ImmutableArray<SchemaAnnotation> annotations, string type) =>
        annotations.Where(static a => a is { Key: Context, Value.Length: > 0 }).Select(a => (a.Value!, type));

    private static ImmutableArray<SchemaAnnotation> Others(ImmutableArray<SchemaAnnotation> annotations) =>
        [.. annotations.Where(static a => a.Key is not (Principal or Resource or Context or Group))];
}
