using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Testing;

/// <summary>A schema with every kind of type, and random entities and requests that keep to it.</summary>
internal static class TypedWorld
{
    public const string SchemaText = """
        entity Team, Role in [Team] { rank: Long, lead?: User };
        entity Tier enum ["gold", "base"];
        entity User in [Team, Role] {
            name: String, age: Long, active: Bool, nick?: String, boss?: User, tier: Tier, langs: Set<String>, peers: Set<User>,
            home: { city: String, zip?: Long, geo?: { lat: Long, exact: Bool } }, "odd key"?: Bool,
            ip: ipaddr, born?: datetime, span: duration, rate: decimal
        } tags String;
        entity Doc in [Folder] { owner: User, open: Bool, size?: Long, labels: Set<String>, meta?: { key: String } } tags Set<Long>;
        entity Folder in [Folder] { owner?: User, name: String };
        action all;
        action change in [all];
        action read in [all] appliesTo { principal: [User, Role], resource: [Doc, Folder], context: Base };
        action write, "del ete" in [change] appliesTo { principal: User, resource: Doc, context: { mfa: Bool, n: Long, reason?: String } };
        type Base = { mfa: Bool, n: Long, when?: datetime, via?: { host: String, port?: Long }, target?: User, picked: Set<Doc> };
        """;

    public static CedarSchema Schema { get; } =
        CedarSchema.TryParse(SchemaText, out var schema, out var errors) ? schema : throw new FormatException(string.Join('\n', errors));

    /// <summary>Entities of every type, each with random attributes as declared; every entity that is named exists.</summary>
    public static EntityStore Entities(Random chance)
    {
        var entities = new List<Entity>();
        foreach (var type in Schema.EntityTypes.Values.OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            foreach (var uid in Uids(type.Name))
            {
                var parents = type.ParentTypes.Where(_ => chance.Next(2) == 0).SelectMany(Uids).Where(parent => chance.Next(2) == 0 && IsAbove(uid, parent));
                var tags = new CedarRecord.Builder(2);
                if (type.Tags is not null)
                    foreach (var key in new[] { "team", "red" })
                        if (chance.Next(2) == 0) tags.Add(key, Value(type.Tags, chance));
                entities.Add(new Entity(uid, Record(type.Shape, chance), [.. parents], tags.Build()));
            }
        }

        return EntityStore.Of([.. entities, .. Schema.ActionEntities.Entities]);
    }

    /// <summary>A request for one of the actions, which keeps to the schema.</summary>
    public static CedarRequest Request(Random chance)
    {
        var actions = Schema.Actions.Values.Where(action => !action.PrincipalTypes.IsEmpty).OrderBy(action => action.Uid.Id, StringComparer.Ordinal).ToArray();
        var action = actions[chance.Next(actions.Length)];
        return new CedarRequest(Any(action.PrincipalTypes[chance.Next(action.PrincipalTypes.Length)], chance), action.Uid,
            Any(action.ResourceTypes[chance.Next(action.ResourceTypes.Length)], chance), Record(action.Context, chance));
    }

    private static EntityUid[] Uids(string type) => type == "Tier" ? [EntityUid.Of(type, "gold"), EntityUid.Of(type, "base")] : [EntityUid.Of(type, "a"), EntityUid.Of(type, "b"), EntityUid.Of(type, "c")];

    private static EntityUid Any(string type, Random chance) => Uids(type)[chance.Next(Uids(type).Length)];

    // Parents never run in a circle: within one type, ids grow.
    private static bool IsAbove(EntityUid uid, EntityUid parent) => uid.Type != parent.Type || string.CompareOrdinal(uid.Id, parent.Id) < 0;

    private static CedarRecord Record(SchemaType.Record type, Random chance)
    {
        var record = new CedarRecord.Builder(type.Attributes.Count);
        foreach (var (name, attribute) in type.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
            if (attribute.IsRequired || chance.Next(2) == 0) record.Add(name, Value(attribute.Type, chance));
        return record.Build();
    }

    private static CedarValue Value(SchemaType type, Random chance) => type switch
    {
        SchemaType.Entity entity => Any(entity.Type, chance),
        SchemaType.Record record => Record(record, chance),
        SchemaType.Set set => CedarSet.Of([.. Enumerable.Range(0, chance.Next(3)).Select(_ => Value(set.Element, chance))]),
        SchemaType.Scalar { Kind: ValueKind.Bool } => chance.Next(2) == 0,
        SchemaType.Scalar { Kind: ValueKind.Long } => chance.Next(8) == 0 ? long.MaxValue : chance.Next(-3, 9),
        SchemaType.Scalar { Kind: ValueKind.String } => new[] { "", "red", "team", "Alice" }[chance.Next(4)],
        SchemaType.Scalar { Kind: ValueKind.Decimal } => DecimalValue.FromScaled(chance.Next(-20000, 20000)),
        SchemaType.Scalar { Kind: ValueKind.IpAddress } => IpAddressValue.TryParse(chance.Next(2) == 0 ? "10.0.0.1" : "::1/64", out var ip) ? ip : throw new FormatException(),
        SchemaType.Scalar { Kind: ValueKind.Datetime } => new DatetimeValue(chance.NextInt64(-4_000_000_000_000, 4_000_000_000_000)),
        SchemaType.Scalar { Kind: ValueKind.Duration } => new DurationValue(chance.NextInt64(-400_000_000, 400_000_000)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
