using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Writ.Cedar.Entities;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Schema;

/// <summary>Resolves the names of a schema. A name is a common type, then an entity type, then a built-in one.</summary>
internal sealed class SchemaResolver
{
    private static readonly Dictionary<string, ValueKind> BuiltIn = new(StringComparer.Ordinal)
    {
        ["Bool"] = ValueKind.Bool,
        ["Long"] = ValueKind.Long,
        ["String"] = ValueKind.String,
        ["decimal"] = ValueKind.Decimal,
        ["ipaddr"] = ValueKind.IpAddress,
        ["datetime"] = ValueKind.Datetime,
        ["duration"] = ValueKind.Duration,
    };

    private readonly Declarations _declared;
    private readonly Dictionary<string, CommonTypeDeclaration> _common = new(StringComparer.Ordinal);
    private readonly HashSet<string> _entities = new(StringComparer.Ordinal);
    private readonly HashSet<EntityUid> _actions = [];
    private readonly HashSet<string> _actionTypes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaType> _resolved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    public SchemaResolver(Declarations declared)
    {
        _declared = declared;
        foreach (var type in declared.CommonTypes)
            Once(_common.TryAdd(Qualified(type.Namespace, type.Name), type), type.Name, type.At);
        foreach (var entity in declared.Entities)
            Once(_entities.Add(Qualified(entity.Namespace, entity.Name)), entity.Name, entity.At);
        foreach (var action in declared.Actions)
            Once(_actions.Add(ActionUid(action.Namespace, action.Id)), action.Id, action.At);
        foreach (var type in declared.CommonTypes) NotHidden(type.Namespace, type.Name, type.At);
        foreach (var entity in declared.Entities) NotHidden(entity.Namespace, entity.Name, entity.At);
        foreach (var action in declared.Actions) NotHidden(action);
        _actionTypes.UnionWith(_actions.Select(action => action.Type));
    }

    public CedarSchema Resolve()
    {
        foreach (var (name, type) in _common) CommonType(name, type.At);
        var actions = _declared.Actions.ConvertAll(Action);
        try
        {
            var entities = EntityStore.Of(actions.Select(action => new Entity(action.Uid, parents: action.Groups)));
            return new CedarSchema(_declared.Entities.Select(Entity), actions, entities);
        }
        catch (EntityStoreException cycle)
        {
            throw TokenReader.Error(_declared.Actions[0].At, cycle.Message);
        }
    }

    private SchemaEntity Entity(EntityDeclaration entity) => new(
        Qualified(entity.Namespace, entity.Name),
        EntityTypes(entity.Parents, entity.Namespace),
        entity.Shape is null ? SchemaType.Record.Empty : RecordType(entity.Shape, entity.Namespace),
        entity.Tags is null ? null : Type(entity.Tags, entity.Namespace),
        entity.Ids is null ? default : [.. entity.Ids]);

    private SchemaAction Action(ActionDeclaration action) => new(
        ActionUid(action.Namespace, action.Id),
        [.. action.Groups.Select(group => Group(group, action.Namespace))],
        EntityTypes(action.Principals, action.Namespace),
        EntityTypes(action.Resources, action.Namespace),
        action.Context is null ? SchemaType.Record.Empty : RecordType(action.Context, action.Namespace));

    private EntityUid Group(WrittenName group, string inside)
    {
        var id = group.Id ?? "";
        EntityUid[] readings = group.Path is "" or "Action" ? [ActionUid(inside, id), ActionUid("", id)] : [EntityUid.Of(group.Path, id)];
        return Array.Find(readings, _actions.Contains) ?? throw TokenReader.Error(group.At, $"found the unknown action group `{id}`");
    }

    private ImmutableArray<string> EntityTypes(List<WrittenName> names, string inside) => [.. names.Select(name =>
        Readings(name.Path, inside).FirstOrDefault(_entities.Contains) ?? throw TokenReader.Error(name.At, $"found the unknown entity type `{name.Path}`"))];

    private SchemaType.Record RecordType(WrittenType written, string inside) =>
        Type(written, inside) as SchemaType.Record ?? throw TokenReader.Error(written.At, "found a type that is no record, expected a record");

    private SchemaType Type(WrittenType written, string inside)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw TokenReader.Error(written.At, "found types nested too deep");
        return written switch
        {
            WrittenType.Set set => new SchemaType.Set(Type(set.Element, inside)),
            WrittenType.Record record => new SchemaType.Record(record.Attributes.ToFrozenDictionary(
                attribute => attribute.Name, attribute => new SchemaAttribute(Type(attribute.Type, inside), attribute.IsRequired), StringComparer.Ordinal)),
            WrittenType.Named named => Named(named, inside),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private SchemaType Named(WrittenType.Named named, string inside)
    {
        foreach (var reading in Readings(named.Path, inside))
        {
            if (_common.ContainsKey(reading)) return CommonType(reading, named.At);
            if (_entities.Contains(reading) || _actionTypes.Contains(reading)) return new SchemaType.Entity(reading);
        }

        const string builtIn = "__cedar::";
        var name = named.Path.StartsWith(builtIn, StringComparison.Ordinal) ? named.Path[builtIn.Length..] : named.Path;
        return BuiltIn.TryGetValue(name, out var kind)
            ? new SchemaType.Scalar(kind)
            : throw TokenReader.Error(named.At, $"found the unknown type `{named.Path}`", named.Path == "Boolean" ? "it is called `Bool` here" : null);
    }

    private SchemaType CommonType(string name, Position at)
    {
        if (_resolved.TryGetValue(name, out var known)) return known;
        if (!_open.Add(name)) throw TokenReader.Error(at, $"found the type `{name}` within itself");
        var declaration = _common[name];
        var type = Type(declaration.Type, declaration.Namespace);
        _open.Remove(name);
        _resolved.Add(name, type);
        return type;
    }

    // A name without `::` is looked for in its own namespace first, then in the empty one.
    private static IEnumerable<string> Readings(string path, string inside)
    {
        if (inside.Length > 0 && !path.Contains(':')) yield return Qualified(inside, path);
        yield return path;
    }

    private static string Qualified(string inside, string name) => inside.Length == 0 ? name : $"{inside}::{name}";

    private static EntityUid ActionUid(string inside, string id) => EntityUid.Of(Qualified(inside, "Action"), id);

    // A name of a namespace would hide the same name of the empty one, and change what other declarations mean.
    private void NotHidden(string inside, string name, Position at)
    {
        if (inside.Length > 0 && (_common.ContainsKey(name) || _entities.Contains(name)))
            throw TokenReader.Error(at, $"found `{Qualified(inside, name)}`, which hides `{name}` of the empty namespace");
    }

    private void NotHidden(ActionDeclaration action)
    {
        if (action.Namespace.Length > 0 && _actions.Contains(ActionUid("", action.Id)))
            throw TokenReader.Error(action.At, $"found the action `{action.Id}`, which hides that of the empty namespace");
    }

    private static void Once(bool isNew, string name, Position at)
    {
        if (!isNew) throw TokenReader.Error(at, $"found `{name}` declared twice");
    }
}
