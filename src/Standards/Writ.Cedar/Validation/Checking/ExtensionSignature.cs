using System.Collections.Immutable;
using Writ.Cedar.Validation.Types;
using Writ.Cedar.Values;

namespace Writ.Cedar.Validation.Checking;

/// <summary>The types an extension function takes, the receiver first, and gives.</summary>
internal sealed record ExtensionSignature(ImmutableArray<CedarType.Scalar> Arguments, CedarType Result)
{
    private static readonly ImmutableArray<ExtensionSignature> All =
        [.. Enum.GetValues<ExtensionFunction>().Order().Select(function => new ExtensionSignature(ArgumentsOf(function), ResultOf(function)))];

    public static ExtensionSignature Of(ExtensionFunction function) => All[(int)function];

    private static ImmutableArray<CedarType.Scalar> ArgumentsOf(ExtensionFunction function) => function switch
    {
        <= ExtensionFunction.Duration => [CedarType.Scalar.String],
        <= ExtensionFunction.GreaterThanOrEqual => [CedarType.Scalar.Decimal, CedarType.Scalar.Decimal],
        <= ExtensionFunction.IsMulticast => [CedarType.Scalar.IpAddress],
        ExtensionFunction.IsInRange => [CedarType.Scalar.IpAddress, CedarType.Scalar.IpAddress],
        ExtensionFunction.Offset => [CedarType.Scalar.Datetime, CedarType.Scalar.Duration],
        ExtensionFunction.DurationSince => [CedarType.Scalar.Datetime, CedarType.Scalar.Datetime],
        <= ExtensionFunction.ToTime => [CedarType.Scalar.Datetime],
        _ => [CedarType.Scalar.Duration],
    };

    private static CedarType ResultOf(ExtensionFunction function) => function switch
    {
        ExtensionFunction.Decimal => CedarType.Scalar.Decimal,
        ExtensionFunction.Ip => CedarType.Scalar.IpAddress,
        ExtensionFunction.Datetime or ExtensionFunction.Offset or ExtensionFunction.ToDate => CedarType.Scalar.Datetime,
        ExtensionFunction.Duration or ExtensionFunction.DurationSince or ExtensionFunction.ToTime => CedarType.Scalar.Duration,
        >= ExtensionFunction.ToMilliseconds => CedarType.Scalar.Long,
        _ => CedarType.Bool.Any,
    };
}
