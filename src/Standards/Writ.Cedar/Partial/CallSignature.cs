using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>The types of an extension function, and whether it may error on arguments of these types.</summary>
internal readonly record struct CallSignature(ValueKind First, ValueKind Second, ValueKind Result, bool MayError)
{
    public static CallSignature Of(ExtensionFunction function) => function switch
    {
        // A text may be malformed.
        ExtensionFunction.Decimal => new(ValueKind.String, default, ValueKind.Decimal, MayError: true),
        ExtensionFunction.Ip => new(ValueKind.String, default, ValueKind.IpAddress, MayError: true),
        ExtensionFunction.Datetime => new(ValueKind.String, default, ValueKind.Datetime, MayError: true),
        ExtensionFunction.Duration => new(ValueKind.String, default, ValueKind.Duration, MayError: true),
        <= ExtensionFunction.GreaterThanOrEqual => new(ValueKind.Decimal, ValueKind.Decimal, ValueKind.Bool, MayError: false),
        <= ExtensionFunction.IsInRange => new(ValueKind.IpAddress, ValueKind.IpAddress, ValueKind.Bool, MayError: false),

        // Dates leave the range of 64 bits; the day of the earliest datetimes starts before it.
        ExtensionFunction.Offset => new(ValueKind.Datetime, ValueKind.Duration, ValueKind.Datetime, MayError: true),
        ExtensionFunction.DurationSince => new(ValueKind.Datetime, ValueKind.Datetime, ValueKind.Duration, MayError: true),
        ExtensionFunction.ToDate => new(ValueKind.Datetime, default, ValueKind.Datetime, MayError: true),
        ExtensionFunction.ToTime => new(ValueKind.Datetime, default, ValueKind.Duration, MayError: false),
        _ => new(ValueKind.Duration, default, ValueKind.Long, MayError: false),
    };
}
