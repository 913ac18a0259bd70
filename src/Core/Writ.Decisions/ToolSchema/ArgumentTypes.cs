using System.Collections.Frozen;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Decisions;

/// <summary>
/// The types that arguments take in policy, and how two descriptions of one value become one type. A type is the Cedar type itself,
/// so that the schema which policies are checked against and the reading of arguments at run time cannot differ.
/// </summary>
internal static class ArgumentTypes
{
    /// <summary>A value whose inside policy does not see: equal exactly when it was written alike, so it can be compared and asked for, and no more.</summary>
    public static readonly SchemaType.Entity Opaque = new(WritNames.Opaque);

    public static readonly SchemaType.Scalar Bool = new(ValueKind.Bool);
    public static readonly SchemaType.Scalar Long = new(ValueKind.Long);
    public static readonly SchemaType.Scalar Decimal = new(ValueKind.Decimal);
    public static readonly SchemaType.Scalar Text = new(ValueKind.String);
    public static readonly SchemaType.Scalar Datetime = new(ValueKind.Datetime);
    public static readonly SchemaType.Scalar Duration = new(ValueKind.Duration);
    public static readonly SchemaType.Scalar Ip = new(ValueKind.IpAddress);

    /// <summary>An object with any members, all of one type: the set of its members.</summary>
    public static SchemaType.Set DictionaryOf(SchemaType value) =>
        new(RecordOf(("key", new SchemaAttribute(Text, IsRequired: true)), ("value", new SchemaAttribute(value, IsRequired: true))));

    public static bool IsDictionary(SchemaType type) =>
        type is SchemaType.Set { Element: SchemaType.Record { Attributes: var entry } } && entry.Count == 2
        && entry.TryGetValue("key", out var key) && key is { IsRequired: true, Type: SchemaType.Scalar { Kind: ValueKind.String } }
        && entry.TryGetValue("value", out var value) && value.IsRequired;

    public static SchemaType.Record RecordOf(params IEnumerable<(string Name, SchemaAttribute Attribute)> attributes) =>
        new(attributes.ToFrozenDictionary(static a => a.Name, static a => a.Attribute, StringComparer.Ordinal));

    /// <summary>The type of a value that is of one type or the other; null is the type of no value.</summary>
    public static SchemaType? Either(SchemaType? left, SchemaType? right)
    {
        if (left is null || right is null) return left ?? right;
        if (AreEqual(left, right)) return left;
        return (left, right) switch
        {
            (SchemaType.Scalar a, SchemaType.Scalar b) when IsNumber(a) && IsNumber(b) => Decimal,
            (SchemaType.Scalar a, SchemaType.Scalar b) when IsText(a) && IsText(b) => Text,
            (SchemaType.Record a, SchemaType.Record b) => EitherRecord(a, b),
            (SchemaType.Set a, SchemaType.Set b) when IsDictionary(a) == IsDictionary(b) => new SchemaType.Set(Either(a.Element, b.Element)!),
            _ => Opaque,
        };
    }

    /// <summary>The type of a value that fits both descriptions; null when nothing can.</summary>
    public static SchemaType? Both(SchemaType? left, SchemaType? right)
    {
        if (left is null || right is null) return null;
        if (left == Opaque || AreEqual(left, right)) return right;
        if (right == Opaque) return left;
        return (left, right) switch
        {
            (SchemaType.Scalar a, SchemaType.Scalar b) when IsNumber(a) && IsNumber(b) => Long,
            (SchemaType.Scalar a, SchemaType.Scalar b) when IsText(a) && IsText(b) => b == Text ? a : b,
            (SchemaType.Record a, SchemaType.Record b) => BothRecords(a, b),
            (SchemaType.Record a, SchemaType.Set b) when IsDictionary(b) => a,
            (SchemaType.Set a, SchemaType.Record b) when IsDictionary(a) => b,
            (SchemaType.Set a, SchemaType.Set b) when IsDictionary(a) == IsDictionary(b) => Both(a.Element, b.Element) is { } element ? new SchemaType.Set(element) : left,
            _ => null,
        };
    }

    public static bool AreEqual(SchemaType left, SchemaType right) => (left, right) switch
    {
        (SchemaType.Record a, SchemaType.Record b) => a.Attributes.Count == b.Attributes.Count && a.Attributes.All(pair =>
            b.Attributes.TryGetValue(pair.Key, out var other) && other.IsRequired == pair.Value.IsRequired && AreEqual(pair.Value.Type, other.Type)),
        (SchemaType.Set a, SchemaType.Set b) => AreEqual(a.Element, b.Element),
        (SchemaType.Record or SchemaType.Set, _) or (_, SchemaType.Record or SchemaType.Set) => false,
        _ => left == right,
    };

    private static bool IsNumber(SchemaType.Scalar type) => type.Kind is ValueKind.Long or ValueKind.Decimal;

    private static bool IsText(SchemaType.Scalar type) => type.Kind is ValueKind.String or ValueKind.Datetime or ValueKind.Duration or ValueKind.IpAddress;

    private static SchemaType.Record EitherRecord(SchemaType.Record left, SchemaType.Record right) =>
        RecordOf(left.Attributes.Keys.Union(right.Attributes.Keys, StringComparer.Ordinal).Select(name =>
        {
            var inBoth = left.Attributes.TryGetValue(name, out var a) & right.Attributes.TryGetValue(name, out var b);
            return (name, new SchemaAttribute(Either(a?.Type, b?.Type)!, inBoth && a!.IsRequired && b!.IsRequired));
        }));

    private static SchemaType.Record BothRecords(SchemaType.Record left, SchemaType.Record right) =>
        RecordOf(left.Attributes.Keys.Union(right.Attributes.Keys, StringComparer.Ordinal).Select(name =>
        {
            left.Attributes.TryGetValue(name, out var a);
            right.Attributes.TryGetValue(name, out var b);
            var type = a is null ? b!.Type : b is null ? a.Type : Both(a.Type, b.Type) ?? Opaque;
            return (name, new SchemaAttribute(type, a is { IsRequired: true } || b is { IsRequired: true }));
        }));
}
