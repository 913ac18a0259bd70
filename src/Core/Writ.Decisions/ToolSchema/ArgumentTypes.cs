using System.Collections.Frozen;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Decisions;

/// <summary>
/// The types that arguments take in a composed vocabulary, and how two descriptions of one value become one type. A type is the Cedar type itself: what
/// policies are checked against, and what a decision point that was given the vocabulary reads arguments by. One without it reads them as they were written.
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

    /// <summary>The type of a value that is of one of several types; null is the type of no value. All at once: the work goes by the size of the types together.</summary>
    public static SchemaType? Either(IEnumerable<SchemaType?> types)
    {
        var all = types.OfType<SchemaType>().ToList();
        if (all.Count <= 1) return all.Count == 0 ? null : all[0];
        var first = all[0];
        if (first is SchemaType.Record && all.TrueForAll(static t => t is SchemaType.Record)) return EitherRecord([.. all.Cast<SchemaType.Record>()]);
        if (first is SchemaType.Set && all.TrueForAll(t => t is SchemaType.Set && IsDictionary(t) == IsDictionary(first)))
            return new SchemaType.Set(Either(all.Select(static t => ((SchemaType.Set)t).Element)) ?? Opaque);
        if (first is SchemaType.Record or SchemaType.Set) return Opaque;
        if (all.TrueForAll(t => t == first)) return first;
        if (all.TrueForAll(static t => t is SchemaType.Scalar scalar && IsNumber(scalar))) return Decimal;
        return all.TrueForAll(static t => t is SchemaType.Scalar scalar && IsText(scalar)) ? Text : Opaque;
    }

    /// <summary>The type of a value that fits all descriptions; null when nothing can. All at once, as <see cref="Either"/>.</summary>
    public static SchemaType? Both(IEnumerable<SchemaType?> types)
    {
        var all = new List<SchemaType>();
        foreach (var type in types)
        {
            if (type is null) return null;
            if (type != Opaque) all.Add(type);
        }

        if (all.Count <= 1) return all.Count == 0 ? Opaque : all[0];
        var records = all.OfType<SchemaType.Record>().ToList();
        if (records.Count > 0) return all.TrueForAll(static t => t is SchemaType.Record || IsDictionary(t)) ? BothRecords(records) : null;
        if (all[0] is SchemaType.Set first)
        {
            if (!all.TrueForAll(t => t is SchemaType.Set && IsDictionary(t) == IsDictionary(first))) return null;
            return Both(all.Select(static t => ((SchemaType.Set)t).Element)) is { } element ? new SchemaType.Set(element) : first;
        }

        if (all.TrueForAll(t => t == all[0])) return all[0];
        if (all.TrueForAll(static t => t is SchemaType.Scalar scalar && IsNumber(scalar))) return Long;
        return all.TrueForAll(static t => t is SchemaType.Scalar scalar && IsText(scalar)) ? all.FindLast(static t => t != Text) : null;
    }

    private static bool IsNumber(SchemaType.Scalar type) => type.Kind is ValueKind.Long or ValueKind.Decimal;

    private static bool IsText(SchemaType.Scalar type) => type.Kind is ValueKind.String or ValueKind.Datetime or ValueKind.Duration or ValueKind.IpAddress;

    private static SchemaType.Record EitherRecord(List<SchemaType.Record> records) => Merged(records, (found, types) => new SchemaAttribute(
        Either(types) ?? Opaque, found.Count == records.Count && found.TrueForAll(static a => a.IsRequired)));

    private static SchemaType.Record BothRecords(List<SchemaType.Record> records) => Merged(records, static (found, types) => new SchemaAttribute(
        Both(types) ?? Opaque, found.Exists(static a => a.IsRequired)));

    private static SchemaType.Record Merged(List<SchemaType.Record> records, Func<List<SchemaAttribute>, IEnumerable<SchemaType?>, SchemaAttribute> merge)
    {
        var found = new Dictionary<string, List<SchemaAttribute>>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            foreach (var (name, attribute) in record.Attributes)
            {
                if (!found.TryGetValue(name, out var list)) found.Add(name, list = []);
                list.Add(attribute);
            }
        }

        return RecordOf(found.Select(pair => (pair.Key, merge(pair.Value, pair.Value.Select(static a => a.Type)))));
    }
}
