using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Validation.Types;

/// <summary>What a schema says, in the types of the validator. Each declaration is converted once, when it is first asked for.</summary>
internal sealed class SchemaTypes(CedarSchema schema, TypeLattice lattice, StepBudget budget)
{
    private readonly Dictionary<SchemaType, CedarType> _converted = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, CedarType.Entity> _entities = new(StringComparer.Ordinal);
    private readonly HashSet<string> _actionTypes = schema.Actions.Keys.Select(action => action.Type).ToHashSet(StringComparer.Ordinal);
    private HashSet<(string, string)>? _actionTypesBelow;

    public CedarSchema Schema { get; } = schema;

    /// <summary>Every type that ends in <c>Action</c> is one of actions, declared or not.</summary>
    public static bool IsActionType(string type) => Names.LastPart(type).SequenceEqual("Action");

    public bool IsKnown(string type) => Schema.EntityTypes.ContainsKey(type) || IsActionType(type);

    /// <summary>Whether an entity literal names something that can be.</summary>
    public bool IsKnown(EntityUid uid) => IsActionType(uid.Type) ? Schema.Actions.ContainsKey(uid) : Schema.EntityTypes.ContainsKey(uid.Type);

    public CedarType.Entity Entity(string type) =>
        _entities.TryGetValue(type, out var known) ? known : _entities[type] = new CedarType.Entity(type);

    public CedarType.Record Context(SchemaAction action) => (CedarType.Record)Convert(action.Context);

    /// <summary>The attribute, or null when not every entity of the type can have it with one type.</summary>
    public Field? Attribute(CedarType.Entity entity, string name)
    {
        Field? common = null;
        foreach (var type in entity.Names)
        {
            budget.Spend(1);
            if (!Declares(type, name, out var declared)) return null;
            var field = new Field(Convert(declared.Type), declared.IsRequired);
            common = common is null ? field : lattice.Join(common.Value, field);
            if (common is null) return null;
        }

        return common;
    }

    /// <summary>Whether some entity of the type can have the attribute.</summary>
    public bool MayHave(CedarType.Entity entity, string name)
    {
        budget.Spend(entity.Names.Length);
        return entity.Names.Any(type => Declares(type, name, out _));
    }

    /// <summary>The types of the tags, one for each entity type that has some.</summary>
    public List<CedarType> Tags(CedarType.Entity entity)
    {
        budget.Spend(entity.Names.Length);
        var tags = new List<CedarType>();
        foreach (var type in entity.Names)
            if (Schema.EntityTypes.GetValueOrDefault(type)?.Tags is { } declared) tags.Add(Convert(declared));
        return tags;
    }

    /// <summary>Whether an entity of the first type can be, or stand below, one of the second.</summary>
    public bool MayBeIn(string type, string ancestor) =>
        type == ancestor
        || (Schema.EntityTypes.TryGetValue(type, out var declared) && Schema.MayStandBelow(declared, ancestor))
        || (IsActionType(type) && IsActionType(ancestor) && (_actionTypesBelow ??= FindActionTypesBelow(Schema)).Contains((type, ancestor)));

    /// <summary>Whether an entity of the first type can be, or stand below, one of the second.</summary>
    public bool MayBeIn(CedarType.Entity entity, CedarType.Entity ancestors)
    {
        foreach (var type in entity.Names)
        {
            budget.Spend(ancestors.Names.Length);
            if (ancestors.Names.Any(ancestor => MayBeIn(type, ancestor))) return true;
        }

        return false;
    }

    /// <summary>Whether the action is, or stands below, the other.</summary>
    public bool IsIn(EntityUid action, EntityUid group) =>
        action.Equals(group) || Schema.ActionEntities.AncestorsOf(action).Contains(group);

    /// <summary>The declared types of entities and actions, to look for one like a name that is unknown.</summary>
    public IEnumerable<string> AllTypes => Schema.EntityTypes.Keys.Concat(_actionTypes);

    private bool Declares(string type, string name, [NotNullWhen(true)] out SchemaAttribute? declared)
    {
        declared = null;
        return Schema.EntityTypes.TryGetValue(type, out var entity) && entity.Shape.Attributes.TryGetValue(name, out declared);
    }

    private CedarType Convert(SchemaType type) => type switch
    {
        SchemaType.Scalar scalar => OfKind(scalar.Kind),
        SchemaType.Entity entity => Entity(entity.Type),
        _ when _converted.TryGetValue(type, out var known) => known,
        _ => _converted[type] = ConvertParts(type),
    };

    private CedarType ConvertParts(SchemaType type)
    {
        budget.Descend();
        return type switch
        {
            SchemaType.Set set => new CedarType.Set(Convert(set.Element)),
            SchemaType.Record record => new CedarType.Record(record.Attributes.ToDictionary(
                attribute => attribute.Key, attribute => new Field(Convert(attribute.Value.Type), attribute.Value.IsRequired), StringComparer.Ordinal)),
            _ => throw new UnreachableException(),
        };
    }

    private static CedarType OfKind(ValueKind kind) => kind switch
    {
        ValueKind.Bool => CedarType.Bool.Any,
        ValueKind.Long => CedarType.Scalar.Long,
        ValueKind.String => CedarType.Scalar.String,
        ValueKind.Decimal => CedarType.Scalar.Decimal,
        ValueKind.IpAddress => CedarType.Scalar.IpAddress,
        ValueKind.Datetime => CedarType.Scalar.Datetime,
        ValueKind.Duration => CedarType.Scalar.Duration,
        _ => throw new UnreachableException(),
    };

    // Groups may stand in another namespace than their members, so the types of actions have an order too.
    private static HashSet<(string, string)> FindActionTypesBelow(CedarSchema schema)
    {
        var below = new HashSet<(string, string)>();
        foreach (var action in schema.Actions.Keys)
            foreach (var group in schema.ActionEntities.AncestorsOf(action))
                if (action.Type != group.Type) below.Add((action.Type, group.Type));
        return below;
    }
}
