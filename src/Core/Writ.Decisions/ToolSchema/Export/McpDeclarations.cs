using Writ.Cedar.Schema;

namespace Writ.Decisions;

/// <summary>Gathers declarations by namespace, each name once, and orders them as the public generator does.</summary>
internal sealed class McpDeclarations
{
    private readonly Dictionary<string, Inside> _namespaces = new(StringComparer.Ordinal);
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _actions = new(StringComparer.Ordinal);
    private readonly NamespaceDeclaration _root;
    private readonly bool _flatten;

    // Names of nested types are put together of all above them, so few bytes of a list can make many of a schema.
    private const int MaxLength = 16_777_216;

    private int _length;

    public McpDeclarations(NamespaceDeclaration root, bool flatten)
    {
        (_root, _flatten) = (root, flatten);
        _namespaces.Add(root.Name, new Inside([.. root.CommonTypes], [.. root.Entities], [.. root.Actions]));
        _types.UnionWith(root.CommonTypes.Select(type => $"{root.Name}::{type.Name}"));
        _types.UnionWith(root.Entities.Select(entity => $"{root.Name}::{entity.Name}"));
        _actions.UnionWith(root.Actions.Select(static action => action.Id));
    }

    public string Root => _root.Name;

    private sealed record Inside(List<CommonTypeDeclaration> CommonTypes, List<EntityDeclaration> Entities, List<ActionDeclaration> Actions);

    public bool Declares(string path) => _types.Contains(path);

    /// <summary>The name under which a type stands: in the root, when all are flattened into it.</summary>
    public string Placed(string path) => _flatten && path.StartsWith($"{Root}::", StringComparison.Ordinal)
        ? $"{Root}::{path[(Root.Length + 2)..].Replace("::", "_", StringComparison.Ordinal)}"
        : path;

    /// <summary>Declares the one entity type of this name in the root, unless it is there.</summary>
    public void AddOnce(string name)
    {
        if (_types.Add($"{Root}::{name}")) _namespaces[Root].Entities.Add(new EntityDeclaration(name));
    }

    public void Add(string path, EntityDeclaration entity)
    {
        var inside = Open(path, out var name);
        inside.Entities.Add(entity with { Name = name });
    }

    public void Add(string path, TypeNode type)
    {
        var inside = Open(path, out var name);
        inside.CommonTypes.Add(new CommonTypeDeclaration(name, type));
    }

    public void Add(ActionDeclaration action)
    {
        if (!_actions.Add(action.Id)) throw new ToolListException(PlainText.Of(action.Id), "found an action of this name already, in the stub or of another tool");
        _namespaces[Root].Actions.Add(action);
    }

    public SchemaDocument Document() => new(
    [
        .. _namespaces.OrderBy(static n => McpNames.Last(n.Key), StringComparer.Ordinal).ThenBy(static n => n.Key, StringComparer.Ordinal).Select(n =>
            (n.Key == Root ? _root : new NamespaceDeclaration(n.Key)) with
            {
                CommonTypes = [.. n.Value.CommonTypes.OrderBy(static t => t.Name, StringComparer.Ordinal)],
                Entities = [.. n.Value.Entities.OrderBy(static e => e.Name, StringComparer.Ordinal)],
                Actions = [.. n.Value.Actions.OrderBy(static a => a.Id, StringComparer.Ordinal)],
            }),
    ]);

    private Inside Open(string path, out string name)
    {
        var placed = Placed(path);
        if (!_types.Add(placed)) throw new ToolListException("", $"found two types of the name `{PlainText.Of(placed)}`: rename a tool or a member, or do without flattening");
        if ((_length += placed.Length) > MaxLength) throw new ToolListException("", $"found types whose names together are longer than {MaxLength} characters: nest the arguments less deep, or give them shorter names");
        name = McpNames.Last(placed);
        var above = McpNames.Above(placed)!;
        if (!_namespaces.TryGetValue(above, out var inside)) _namespaces.Add(above, inside = new Inside([], [], []));
        return inside;
    }
}
