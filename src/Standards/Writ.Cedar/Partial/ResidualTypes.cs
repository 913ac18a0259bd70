using System.Collections.Frozen;
using System.Collections.Immutable;
using Writ.Cedar.Schema;
using Writ.Cedar.Stacks;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>The types of residuals. Null stands for "not one type", which strict validation never lets arise.</summary>
internal static class ResidualTypes
{
    public static SchemaType Bool { get; } = new SchemaType.Scalar(ValueKind.Bool);

    public static SchemaType Long { get; } = new SchemaType.Scalar(ValueKind.Long);

    public static ValueKind KindOf(SchemaType? type) => type switch
    {
        SchemaType.Scalar scalar => scalar.Kind,
        SchemaType.Entity => ValueKind.Entity,
        SchemaType.Set => ValueKind.Set,
        SchemaType.Record => ValueKind.Record,
        _ => ValueKind.None,
    };

    /// <summary>What a value of a type may come to, as an operand of a logical operator sees it.</summary>
    public static Verdicts VerdictsOf(SchemaType? type, bool mayError) => (KindOf(type) switch
    {
        ValueKind.None => Verdicts.Any,
        ValueKind.Bool => Verdicts.Bool,
        _ => Verdicts.Other,
    }) | (mayError ? Verdicts.Error : Verdicts.None);

    public static SchemaType? OfValue(CedarValue value) => AmpleStack.IsHere ? OfValueHere(value) : AmpleStack.Run(value, OfValueHere);

    private static SchemaType? OfValueHere(CedarValue value) => value.Kind switch
    {
        ValueKind.Entity => new SchemaType.Entity(value.Entity.Type),
        ValueKind.Set => OfItems(value.Set.Select(OfValue)),
        ValueKind.Record => OfFields([.. value.Record.Select(field => KeyValuePair.Create(field.Key, OfValue(field.Value)))]),
        ValueKind.None => null,
        var kind => new SchemaType.Scalar(kind),
    };

    public static SchemaType? OfItems(IEnumerable<SchemaType?> items)
    {
        SchemaType? element = null;
        var isFirst = true;
        foreach (var item in items)
        {
            element = isFirst ? item : Join(element, item);
            isFirst = false;
            if (element is null) return null;
        }

        return element is null ? null : new SchemaType.Set(element);
    }

    public static SchemaType? OfFields(ImmutableArray<KeyValuePair<string, SchemaType?>> fields)
    {
        var attributes = new Dictionary<string, SchemaAttribute>(fields.Length, StringComparer.Ordinal);
        foreach (var (name, type) in fields)
        {
            if (type is null) return null;
            attributes[name] = new SchemaAttribute(type, IsRequired: true);
        }

        return new SchemaType.Record(attributes.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The one type of both; null when they differ.</summary>
    public static SchemaType? Join(SchemaType? one, SchemaType? other) => one is not null && other is not null && AreSame(one, other) ? one : null;

    private static bool AreSame(SchemaType one, SchemaType other)
    {
        if (ReferenceEquals(one, other)) return true;
        return (one, other) switch
        {
            (SchemaType.Scalar x, SchemaType.Scalar y) => x.Kind == y.Kind,
            (SchemaType.Entity x, SchemaType.Entity y) => x.Type == y.Type,
            (SchemaType.Set x, SchemaType.Set y) => AreSame(x.Element, y.Element),
            (SchemaType.Record x, SchemaType.Record y) => AreSame(x, y),
            _ => false,
        };
    }

    private static bool AreSame(SchemaType.Record one, SchemaType.Record other)
    {
        if (one.Attributes.Count != other.Attributes.Count) return false;
        foreach (var (name, attribute) in one.Attributes)
        {
            if (!other.Attributes.TryGetValue(name, out var its)) return false;
            if (attribute.IsRequired != its.IsRequired || !AreSame(attribute.Type, its.Type)) return false;
        }

        return true;
    }
}
