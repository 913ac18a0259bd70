using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Partial;

/// <summary>
/// Random expressions of a given type for one kind of request. Optional attributes and tags are mostly asked for before they
/// are read, and operands are mostly of the right type: what strict validation refuses must keep its meaning too.
/// </summary>
internal sealed class RandomExpressions
{
    private static readonly SchemaType Bool = new SchemaType.Scalar(ValueKind.Bool);
    private static readonly SchemaType Long = new SchemaType.Scalar(ValueKind.Long);
    private static readonly SchemaType String = new SchemaType.Scalar(ValueKind.String);
    private static readonly SchemaType Decimal = new SchemaType.Scalar(ValueKind.Decimal);
    private static readonly SchemaType Ip = new SchemaType.Scalar(ValueKind.IpAddress);
    private static readonly SchemaType Datetime = new SchemaType.Scalar(ValueKind.Datetime);
    private static readonly SchemaType Duration = new SchemaType.Scalar(ValueKind.Duration);
    private static readonly string[] EntityTypes = ["Team", "User", "Folder", "Doc", "Color"];

    private readonly Random _chance;
    private readonly CedarSchema _schema;
    private readonly RandomValues _values;
    private readonly List<(string Text, string? Guard, SchemaType Type)> _paths = [];

    public RandomExpressions(Random chance, CedarSchema schema, string principal, string resource, SchemaType.Record context)
    {
        (_chance, _schema, _values) = (chance, schema, new RandomValues(chance));
        Walk("principal", null, new SchemaType.Entity(principal), 3);
        Walk("resource", null, new SchemaType.Entity(resource), 3);
        Walk("context", null, context, 3);
        Walk("User::\"x\"", null, new SchemaType.Entity("User"), 2);
    }

    public string Condition() => Of(Bool, 4);

    private void Walk(string text, string? guard, SchemaType type, int depth)
    {
        _paths.Add((text, guard, type));
        var fields = FieldsOf(type);
        if (depth == 0 || fields is null) return;
        foreach (var (name, attribute) in fields.Attributes)
        {
            var access = name.Contains(' ') ? $"{text}[\"{name}\"]" : $"{text}.{name}";
            var has = $"{text} has {(name.Contains(' ') ? $"\"{name}\"" : name)}";
            var guards = attribute.IsRequired ? guard : guard is null ? has : $"{guard} && {has}";
            Walk(access, guards, attribute.Type, depth - 1);
        }
    }

    private SchemaType.Record? FieldsOf(SchemaType type) => type switch
    {
        SchemaType.Record record => record,
        SchemaType.Entity entity => _schema.EntityTypes[entity.Type].Shape,
        _ => null,
    };

    private string Of(SchemaType type, int depth)
    {
        if (_chance.Next(60) == 0) type = AnyType();
        var kind = _chance.Next(8);
        if (depth == 0 || kind < 2) return Leaf(type);
        if (kind == 2) return $"(if {Of(Bool, depth - 1)} then {Of(type, depth - 1)} else {Of(type, depth - 1)})";
        if (kind == 3 && Tagged(type, depth) is { } tagged) return tagged;
        if (kind == 4 && type != Bool) return $"{{p: {Of(type, depth - 1)}, q: {Of(AnyType(), depth - 1)}}}.p";
        return type switch
        {
            SchemaType.Scalar scalar => Scalar(scalar.Kind, depth - 1),
            SchemaType.Set set => $"[{string.Join(", ", Enumerable.Range(0, _chance.Next(4)).Select(_ => Of(set.Element, depth - 1)))}]",
            SchemaType.Record record => $"{{{string.Join(", ", record.Attributes.Select(field => $"\"{field.Key}\": {Of(field.Value.Type, depth - 1)}"))}}}",
            _ => Leaf(type),
        };
    }

    private string Leaf(SchemaType type)
    {
        var fitting = _paths.Where(path => SameType(path.Type, type)).ToArray();
        if (fitting.Length == 0 || _chance.Next(5) == 0) return Literal(type);
        var (text, guard, _) = fitting[_chance.Next(fitting.Length)];
        return guard is null || _chance.Next(10) == 0 ? text : $"(if {guard} then {text} else {Literal(type)})";
    }

    private string Literal(SchemaType type) => _values.Of(type) switch
    {
        var value when value.TryGetLong(out var number) && number < 0 => $"({number})",
        var value => value.ToString(),
    };

    private string? Tagged(SchemaType type, int depth)
    {
        var having = EntityTypes.Where(name => _schema.EntityTypes[name].Tags is { } tags && SameType(tags, type)).ToArray();
        if (having.Length == 0) return null;
        var (entity, key) = (Of(new SchemaType.Entity(Pick(having)), 1), Of(String, 1));
        var get = $"{entity}.getTag({key})";
        return _chance.Next(6) == 0 ? get : $"(if {entity}.hasTag({key}) then {get} else {Of(type, depth - 1)})";
    }

    private string Scalar(ValueKind kind, int depth) => kind switch
    {
        ValueKind.Bool => $"({Truth(depth)})",
        ValueKind.Long => Pick(
            () => $"({Of(Long, depth)} {Pick("+", "-", "*")} {Of(Long, depth)})",
            () => $"(-{Of(Long, depth)})",
            () => $"{Of(Duration, depth)}.{Pick("toMilliseconds", "toSeconds", "toDays")}()"),
        ValueKind.Datetime => Pick(() => $"{Of(Datetime, depth)}.offset({Of(Duration, depth)})", () => $"{Of(Datetime, depth)}.toDate()"),
        ValueKind.Duration => Pick(() => $"{Of(Datetime, depth)}.durationSince({Of(Datetime, depth)})", () => $"{Of(Datetime, depth)}.toTime()"),
        ValueKind.IpAddress => Pick(() => Leaf(Ip), () => $"ip({Leaf(String)})"),
        var other => Leaf(new SchemaType.Scalar(other)),
    };

    private string Truth(int depth) => Pick(
        () => $"{Of(Bool, depth)} {Pick("&&", "||")} {Of(Bool, depth)}",
        () => $"{Of(Bool, depth)} {Pick("&&", "||")} {Of(Bool, depth)}",
        () => $"!{Of(Bool, depth)}",
        () => Twice(AnyType(), (x, y) => $"{x} {Pick("==", "!=")} {y}", depth),
        () => Twice(Pick(Long, Datetime, Duration), (x, y) => $"{x} {Pick("<", "<=", ">", ">=")} {y}", depth),
        () => Twice(Decimal, (x, y) => $"{x}.{Pick("lessThan", "greaterThanOrEqual")}({y})", depth),
        () => $"{Entity(depth)} in {Entity(depth)}",
        () => $"{Entity(depth)} in {Of(new SchemaType.Set(AnyEntity()), depth)}",
        () => $"{Entity(depth)} in [{Entity(depth)}, {Entity(depth)}]",
        () => $"{Entity(depth)} is {Pick(EntityTypes)}",
        () => $"{Entity(depth)} is {Pick(EntityTypes)} in {Entity(depth)}",
        () => $"{Of(String, depth)} like {Pick("\"*\"", "\"a*\"", "\"*b\"", "\"a\\\\*b\"".Replace("\\\\", "\\", StringComparison.Ordinal))}",
        () => $"{Pick([.. _paths]).Text} has {Pick("a", "b", "c", "owner", "a.b", "owner.a.b", "\"e f\"", "nothing")}",
        () => Contains(AnyType(), depth),
        () => Twice(new SchemaType.Set(AnyType()), (x, y) => $"{x}.{Pick("containsAll", "containsAny")}({y})", depth),
        () => $"{Of(new SchemaType.Set(AnyType()), depth)}.isEmpty()",
        () => $"{Entity(depth)}.hasTag({Of(String, depth)})",
        () => Twice(Ip, (x, y) => $"{x}.isInRange({y})", depth),
        () => $"{Of(Ip, depth)}.{Pick("isIpv4", "isLoopback")}()");

    private string Contains(SchemaType element, int depth) => $"{Of(new SchemaType.Set(element), depth)}.contains({Of(element, depth)})";

    private string Twice(SchemaType type, Func<string, string, string> join, int depth) => join(Of(type, depth), Of(type, depth));

    private string Entity(int depth) => Of(AnyEntity(), depth);

    private SchemaType AnyEntity() => new SchemaType.Entity(Pick(EntityTypes));

    private SchemaType AnyType() => _chance.Next(2) == 0 ? _paths[_chance.Next(_paths.Count)].Type : Pick(Bool, Long, String, Decimal, Ip, Datetime, Duration, AnyEntity());

    private static bool SameType(SchemaType one, SchemaType other) => (one, other) switch
    {
        (SchemaType.Set x, SchemaType.Set y) => SameType(x.Element, y.Element),
        (SchemaType.Record x, SchemaType.Record y) => ReferenceEquals(x, y),
        _ => one == other,
    };

    private string Pick(params Func<string>[] from) => from[_chance.Next(from.Length)]();

    private T Pick<T>(params T[] from) => from[_chance.Next(from.Length)];
}
