using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Schema;

/// <summary>Gives a document its meaning: every name resolved, or the first part that cannot be.</summary>
internal sealed class SchemaResolver
{
    // Far beyond what anybody writes, and little enough for every walk over a type on a small stack.
    private const int MaxDepth = 256;

    // A level is reached by two steps, the type and its name, and names may stand for names.
    private const int MaxSteps = 4 * MaxDepth;

    private readonly SchemaDocument _document;
    private readonly SchemaNames _names;
    private readonly Dictionary<string, SchemaType> _resolved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    // What declarations made together share is resolved once: `entity A, B, C in [..]` names every parent once, not three times.
    private readonly Dictionary<(ImmutableArray<SchemaName>, string), ImmutableArray<string>> _lists = [];
    private readonly Dictionary<(ImmutableArray<ActionName>, string), ImmutableArray<EntityUid>> _groups = [];
    private readonly Dictionary<TypeNode, SchemaType.Record> _records = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TypeNode, SchemaType> _tags = new(ReferenceEqualityComparer.Instance);
    private int _steps;

    public SchemaResolver(SchemaDocument document)
    {
        _document = document;
        _names = new SchemaNames(document);
    }

    public CedarSchema Resolve()
    {
        foreach (var (name, (type, _)) in _names.CommonTypes) CommonType(name, type);
        var actions = new List<SchemaAction>();
        var entities = new List<SchemaEntity>();
        foreach (var inside in _document.Namespaces)
        {
            actions.AddRange(inside.Actions.Select(action => Action(action, inside.Name)));
            entities.AddRange(inside.Entities.Select(entity => Entity(entity, inside.Name)));
        }

        return new CedarSchema(entities, actions, ActionEntities(actions), Hierarchy(entities));
    }

    // The declarations are gone through in one order everywhere, so that a number says which one is meant.
    private TypeHierarchy Hierarchy(List<SchemaEntity> entities) => TypeHierarchy.Of(entities, out var tooMany) ?? throw new SchemaException(
        _document.Namespaces.SelectMany(static inside => inside.Entities).ElementAt(tooMany),
        $"found `{entities[tooMany].Name}`, at which there are more than {Reachability.MaxPairs} pairs of an entity type and one above it, or more than {Reachability.MaxSteps} steps to find them",
        "list fewer types behind `in`, or join those that mean the same");

    private EntityStore ActionEntities(List<SchemaAction> actions)
    {
        try
        {
            return EntityStore.Of(actions.Select(action => new Entity(action.Uid, parents: action.Groups)));
        }
        catch (EntityStoreException refused)
        {
            var at = actions.FindIndex(action => action.Uid.Equals(refused.Entity));
            throw new SchemaException(_document.Namespaces.SelectMany(static inside => inside.Actions).ElementAt(at), refused.Message);
        }
    }

    private SchemaEntity Entity(EntityDeclaration entity, string inside)
    {
        if (!entity.Ids.IsEmpty && (!entity.Parents.IsEmpty || entity.Shape is not null || entity.Tags is not null))
            throw new SchemaException(entity, $"found `{entity.Name}` with ids and other parts, expected ids alone");
        return new SchemaEntity(
            SchemaNames.Qualified(inside, entity.Name),
            EntityTypes(entity.Parents, inside),
            entity.Shape is null ? SchemaType.Record.Empty : RecordType(entity.Shape, inside),
            entity.Tags is null ? null : Tags(entity.Tags, inside),
            entity.Ids.IsEmpty ? default : entity.Ids);
    }

    private SchemaAction Action(ActionDeclaration action, string inside)
    {
        var appliesTo = action.AppliesTo ?? AppliesTo.Nothing;
        return new SchemaAction(
            SchemaNames.ActionUid(inside, action.Id),
            Groups(action.Groups, inside),
            EntityTypes(appliesTo.Principals, inside),
            EntityTypes(appliesTo.Resources, inside),
            appliesTo.Context is null ? SchemaType.Record.Empty : RecordType(appliesTo.Context, inside));
    }

    private ImmutableArray<EntityUid> Groups(ImmutableArray<ActionName> names, string inside)
    {
        if (!_groups.TryGetValue((names, inside), out var groups))
        {
            groups = [.. names.Select(group => _names.FindAction(group, inside) ?? throw new SchemaException(group, $"found the unknown action group `{group.Id}`"))];
            _groups.Add((names, inside), groups);
        }

        return groups;
    }

    private ImmutableArray<string> EntityTypes(ImmutableArray<SchemaName> names, string inside)
    {
        if (!_lists.TryGetValue((names, inside), out var types))
        {
            types = [.. names.Select(name => _names.FindEntity(name.Path, inside) ?? throw new SchemaException(name, $"found the unknown entity type `{name.Path}`"))];
            _lists.Add((names, inside), types);
        }

        return types;
    }

    // INVARIANT: one node stands in one namespace, so the node alone says which names it means.
    private SchemaType.Record RecordType(TypeNode node, string inside)
    {
        if (!_records.TryGetValue(node, out var record))
        {
            record = Type(node, inside) as SchemaType.Record ?? throw new SchemaException(node, "found a type that is no record, expected a record");
            _records.Add(node, record);
        }

        return record;
    }

    private SchemaType Tags(TypeNode node, string inside)
    {
        if (!_tags.TryGetValue(node, out var tags)) _tags.Add(node, tags = Type(node, inside));
        return tags;
    }

    private SchemaType Type(TypeNode node, string inside)
    {
        if (_steps > MaxSteps || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw TooDeep(node);
        _steps++;
        SchemaType type = node switch
        {
            TypeNode.BuiltIn builtIn => new SchemaType.Scalar(builtIn.Kind),
            TypeNode.Set set => new SchemaType.Set(Type(set.Element, inside)),
            TypeNode.Record record => Record(record, inside),
            TypeNode.Named named => Named(named, inside),
            TypeNode.Common common => Common(common, inside),
            TypeNode.Entity entity => new SchemaType.Entity(
                _names.FindEntityOrAction(entity.Name, inside) ?? throw new SchemaException(entity, $"found the unknown entity type `{entity.Name}`")),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        _steps--;
        return type.Depth > MaxDepth ? throw TooDeep(node) : type;
    }

    private static SchemaException TooDeep(TypeNode node) => new(node, $"found types nested deeper than {MaxDepth} levels");

    private SchemaType.Record Record(TypeNode.Record record, string inside)
    {
        var attributes = new Dictionary<string, SchemaAttribute>(record.Attributes.Length, StringComparer.Ordinal);
        foreach (var attribute in record.Attributes)
            if (!attributes.TryAdd(attribute.Name, new SchemaAttribute(Type(attribute.Type, inside), attribute.IsRequired)))
                throw new SchemaException(attribute, $"found the attribute `{attribute.Name}` twice");
        return attributes.Count == 0 ? SchemaType.Record.Empty : new SchemaType.Record(attributes.ToFrozenDictionary(StringComparer.Ordinal));
    }

    // Of two readings the nearer counts; of one reading the common type before the entity type before the built-in type.
    private SchemaType Named(TypeNode.Named named, string inside)
    {
        foreach (var reading in SchemaNames.Readings(named.Name, inside))
        {
            if (_names.CommonTypes.ContainsKey(reading)) return CommonType(reading, named);
            if (_names.IsEntityOrAction(reading)) return new SchemaType.Entity(reading);
        }

        return BuiltIn(named.Name) ?? throw Unknown(named, "type", named.Name);
    }

    private SchemaType Common(TypeNode.Common common, string inside)
    {
        foreach (var reading in SchemaNames.Readings(common.Name, inside))
            if (_names.CommonTypes.ContainsKey(reading)) return CommonType(reading, common);

        // An entity type of the empty namespace takes the name from the built-in type, and is no common type.
        if (_names.IsEntityOrAction(common.Name)) throw Unknown(common, "common type", common.Name);
        return BuiltIn(common.Name) ?? throw Unknown(common, "common type", common.Name);
    }

    private static SchemaType.Scalar? BuiltIn(string name)
    {
        var bare = name.StartsWith(BuiltInTypes.Namespace, StringComparison.Ordinal) ? name[BuiltInTypes.Namespace.Length..] : name;
        return BuiltInTypes.Find(bare) is { } kind ? new SchemaType.Scalar(kind) : null;
    }

    private static SchemaException Unknown(TypeNode node, string what, string name) =>
        new(node, $"found the unknown {what} `{name}`", name == "Boolean" ? "it is called `Bool` here" : null);

    private SchemaType CommonType(string name, SchemaNode usedBy)
    {
        if (_resolved.TryGetValue(name, out var known)) return known;
        if (!_open.Add(name)) throw new SchemaException(usedBy, $"found the type `{name}` within itself");
        var (declaration, inside) = _names.CommonTypes[name];
        var type = Type(declaration.Type, inside);
        _open.Remove(name);
        _resolved.Add(name, type);
        return type;
    }
}
