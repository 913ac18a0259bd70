using Writ.Cedar.Schema;

namespace Writ.Decisions;

/// <summary>Gathers declarations by namespace, each name once, and orders them as the public generator does.</summary>
internal sealed class McpDeclarations(NamespaceDeclaration root, bool flatten)
{
    private readonly Dictionary<string, NamespaceDeclaration> _namespaces = new(StringComparer.Ordinal) { [root.Name] = root };

    public string Root => root.Name;

    public bool Declares(string path) =>
        _namespaces.TryGetValue(McpNames.Above(path) ?? "", out var inside)
        && (inside.Entities.Any(e => e.Name == McpNames.Last(path)) || inside.CommonTypes.Any(t => t.Name == McpNames.Last(path)));

    /// <summary>The name under which a type stands: in the root, when all are flattened into it.</summary>
    public string Placed(string path) => flatten && path.StartsWith($"{root.Name}::", StringComparison.Ordinal)
        ? $"{root.Name}::{path[(root.Name.Length + 2)..].Replace("::", "_", StringComparison.Ordinal)}"
        : path;

    public void Add(string path, EntityDeclaration entity, bool unlessThere = false)
    {
        var inside = Open(Free(path, unlessThere), out var name);
        if (name is null) return;
        _namespaces[inside.Name] = inside with { Entities = inside.Entities.Add(entity with { Name = name }) };
    }

    public void Add(string path, TypeNode type)
    {
        var inside = Open(Free(path, unlessThere: false), out var name);
        if (name is null) return;
        _namespaces[inside.Name] = inside with { CommonTypes = inside.CommonTypes.Add(new CommonTypeDeclaration(name, type)) };
    }

    public void Add(ActionDeclaration action)
    {
        var inside = _namespaces[root.Name];
        if (inside.Actions.Any(a => a.Id == action.Id)) throw new ToolListException(JsonSchemaReader.Shown(action.Id), "found an action of this name already, in the stub or of another tool");
        _namespaces[root.Name] = inside with { Actions = inside.Actions.Add(action) };
    }

    public SchemaDocument Document() => new(
    [
        .. _namespaces.Values.OrderBy(static n => McpNames.Last(n.Name), StringComparer.Ordinal).ThenBy(static n => n.Name, StringComparer.Ordinal).Select(static n => n with
        {
            CommonTypes = [.. n.CommonTypes.OrderBy(static t => t.Name, StringComparer.Ordinal)],
            Entities = [.. n.Entities.OrderBy(static e => e.Name, StringComparer.Ordinal)],
            Actions = [.. n.Actions.OrderBy(static a => a.Id, StringComparer.Ordinal)],
        }),
    ]);

    // The path as placed, or null when it is taken and may be.
    private string? Free(string path, bool unlessThere)
    {
        var placed = Placed(path);
        if (!Declares(placed)) return placed;
        return unlessThere ? null : throw new ToolListException("", $"found two types of the name `{placed}`: rename a tool or a member, or do without flattening");
    }

    private NamespaceDeclaration Open(string? path, out string? name)
    {
        name = path is null ? null : McpNames.Last(path);
        var inside = path is null ? root.Name : McpNames.Above(path)!;
        return _namespaces.TryGetValue(inside, out var there) ? there : new NamespaceDeclaration(inside);
    }
}
