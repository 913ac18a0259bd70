using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Partial;

/// <summary>Random values of a type, from domains so small that two of them are often alike.</summary>
internal sealed class RandomValues(Random chance)
{
    private static readonly string[] Ids = ["x", "y", "z"];
    private static readonly string[] Texts = ["", "a", "b", "ab", "a*b"];
    private static readonly long[] Numbers = [-1, 0, 1, 2, 3, long.MaxValue, long.MinValue];
    private static readonly string[] Addresses = ["10.0.0.1", "10.0.0.0/8", "127.0.0.1", "::1", "ff00::2"];
    private static readonly long[] Times = [-1, 0, 1, 86_400_000, 90_000_000, long.MaxValue, long.MinValue];

    public static IEnumerable<string> IdsOf(string type) => type == "Color" ? ["red", "blue"] : Ids;

    public CedarValue Of(SchemaType type) => type switch
    {
        SchemaType.Entity entity => Uid(entity.Type),
        SchemaType.Set set => CedarSet.Of([.. Enumerable.Range(0, chance.Next(4)).Select(_ => Of(set.Element))]),
        SchemaType.Record record => Record(record),
        SchemaType.Scalar scalar => Scalar(scalar.Kind),
        _ => throw new InvalidOperationException(),
    };

    public CedarRecord Record(SchemaType.Record type)
    {
        var record = new CedarRecord.Builder();
        foreach (var (name, attribute) in type.Attributes)
            if (attribute.IsRequired || chance.Next(2) == 0) record.Add(name, Of(attribute.Type));
        return record.Build();
    }

    public CedarRecord Tags(SchemaType? type)
    {
        var tags = new CedarRecord.Builder();
        if (type is null) return tags.Build();
        foreach (var key in Texts)
            if (chance.Next(2) == 0) tags.Add(key, Of(type));
        return tags.Build();
    }

    public EntityUid Uid(string type) => EntityUid.Of(type, Pick([.. IdsOf(type)]));

    private CedarValue Scalar(ValueKind kind) => kind switch
    {
        ValueKind.Bool => chance.Next(2) == 0,
        ValueKind.Long => Pick(Numbers),
        ValueKind.String => Pick(Texts),
        ValueKind.Decimal => DecimalValue.TryParse(Pick("0.5", "1.0", "-2.25"), out var number) ? number : default,
        ValueKind.IpAddress => IpAddressValue.TryParse(Pick(Addresses), out var address) ? address : throw new InvalidOperationException(),
        ValueKind.Datetime => new DatetimeValue(Pick(Times)),
        _ => new DurationValue(Pick(Times)),
    };

    private T Pick<T>(params T[] from) => from[chance.Next(from.Length)];
}
