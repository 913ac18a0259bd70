using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Schema;

/// <summary>The names a document declares, each once and none hiding another.</summary>
internal sealed class SchemaNames
{
    private readonly HashSet<string> _entities = new(StringComparer.Ordinal);
    private readonly HashSet<EntityUid> _actions = [];
    private readonly HashSet<string> _actionTypes = new(StringComparer.Ordinal);

    public SchemaNames(SchemaDocument document)
    {
        var namespaces = new HashSet<string>(StringComparer.Ordinal);
        foreach (var inside in document.Namespaces)
        {
            if (!namespaces.Add(inside.Name)) throw new SchemaException(inside, $"found the namespace `{inside.Name}` twice");
            if (inside.Name.Length > 0 && !Names.IsPath(inside.Name)) throw new SchemaException(inside, $"found `{inside.Name}`, expected the name of a namespace");
            if (inside.Name.Length == 0 && !inside.Annotations.IsEmpty) throw new SchemaException(inside, "found annotations on the empty namespace, expected none");
            Declare(inside);
        }

        foreach (var inside in document.Namespaces) NothingHidden(inside);
        _actionTypes.UnionWith(_actions.Select(action => action.Type));
    }

    /// <summary>The common types by full name, with the namespace each stands in.</summary>
    public Dictionary<string, (CommonTypeDeclaration Type, string Namespace)> CommonTypes { get; } = new(StringComparer.Ordinal);

    public string? FindEntity(string path, string inside) => Readings(path, inside).FirstOrDefault(_entities.Contains);

    public string? FindEntityOrAction(string path, string inside) => Readings(path, inside).FirstOrDefault(IsEntityOrAction);

    public bool IsEntityOrAction(string name) => _entities.Contains(name) || _actionTypes.Contains(name);

    /// <summary>Whether the bare name would be read as a common type and not as this entity type.</summary>
    public bool IsHidden(TypeNode.Entity entity, string inside) =>
        Readings(entity.Name, inside).First(reading => CommonTypes.ContainsKey(reading) || IsEntityOrAction(reading)) is var reading && CommonTypes.ContainsKey(reading);

    /// <summary>Whether the bare name would be read as an entity type and not as this built-in type.</summary>
    public bool IsHidden(TypeNode.Common common, string inside) =>
        Readings(common.Name, inside).FirstOrDefault(reading => CommonTypes.ContainsKey(reading) || IsEntityOrAction(reading)) is { } reading && !CommonTypes.ContainsKey(reading);

    public EntityUid? FindAction(ActionName name, string inside)
    {
        if (name.Type is not (null or "Action")) return EntityUid.TryCreate(name.Type, name.Id, out var uid) && _actions.Contains(uid) ? uid : null;
        EntityUid[] readings = [ActionUid(inside, name.Id), ActionUid("", name.Id)];
        return Array.Find(readings, _actions.Contains);
    }

    /// <summary>A name without <c>::</c> is looked for in its own namespace first, then in the empty one.</summary>
    public static IEnumerable<string> Readings(string path, string inside)
    {
        if (inside.Length > 0 && !path.Contains(':')) yield return Qualified(inside, path);
        yield return path;
    }

    public static string Qualified(string inside, string name) => inside.Length == 0 ? name : $"{inside}::{name}";

    public static EntityUid ActionUid(string inside, string id) => EntityUid.Of(Qualified(inside, "Action"), id);

    private void Declare(NamespaceDeclaration inside)
    {
        foreach (var type in inside.CommonTypes)
        {
            if (BuiltInTypes.IsReserved(type.Name)) throw new SchemaException(type, $"found the common type `{type.Name}`, which is the name of a built-in type");
            Once(CommonTypes.TryAdd(Declarable(inside, type.Name, type), (type, inside.Name)), type.Name, type);
        }

        foreach (var entity in inside.Entities)
        {
            if (entity.Name == "Action") throw new SchemaException(entity, "found the entity type `Action`, which is the type of the actions");
            Once(_entities.Add(Declarable(inside, entity.Name, entity)), entity.Name, entity);
        }

        foreach (var action in inside.Actions) Once(_actions.Add(ActionUid(inside.Name, action.Id)), action.Id, action);
    }

    private static string Declarable(NamespaceDeclaration inside, string name, SchemaNode node) =>
        Names.IsIdentifier(name) ? Qualified(inside.Name, name) : throw new SchemaException(node, $"found `{name}`, expected an identifier");

    // A name of a namespace would hide the same name of the empty one, and change what other declarations mean.
    private void NothingHidden(NamespaceDeclaration inside)
    {
        if (inside.Name.Length == 0) return;
        foreach (var type in inside.CommonTypes) NotHidden(inside.Name, type.Name, type);
        foreach (var entity in inside.Entities) NotHidden(inside.Name, entity.Name, entity);
        foreach (var action in inside.Actions)
            if (_actions.Contains(ActionUid("", action.Id))) throw new SchemaException(action, $"found the action `{action.Id}`, which hides that of the empty namespace");
    }

    private void NotHidden(string inside, string name, SchemaNode node)
    {
        if (CommonTypes.ContainsKey(name) || _entities.Contains(name))
            throw new SchemaException(node, $"found `{Qualified(inside, name)}`, which hides `{name}` of the empty namespace");
    }

    private static void Once(bool isNew, string name, SchemaNode node)
    {
        if (!isNew) throw new SchemaException(node, $"found `{name}` declared twice");
    }
}
