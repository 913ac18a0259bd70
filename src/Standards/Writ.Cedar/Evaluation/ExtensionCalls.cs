using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Evaluation;

/// <summary>What the extension functions do.</summary>
internal static class ExtensionCalls
{
    public static EvaluationResult Invoke(ExtensionFunction function, ReadOnlySpan<CedarValue> arguments, Position at)
    {
        if (arguments.Length != ExtensionFunctions.Arity(function))
        {
            return EvaluationResult.Failed(EvaluationErrorKind.ArgumentCount, at,
                $"`{ExtensionFunctions.NameOf(function)}` takes {ExtensionFunctions.Arity(function)} argument(s), the receiver included, found {arguments.Length}");
        }

        var (first, second) = Signature(function);
        if (arguments[0].Kind != first) return EvaluationResult.WrongType(at, first, arguments[0].Kind);
        if (arguments.Length > 1 && arguments[1].Kind != second) return EvaluationResult.WrongType(at, second, arguments[1].Kind);
        if (ExtensionFunctions.IsConstructor(function))
        {
            return ExtensionFunctions.Construct(function, arguments[0]) is { } made
                ? made
                : EvaluationResult.Failed(EvaluationErrorKind.MalformedExtension, at, $"`{arguments[0]}` is no `{ExtensionFunctions.NameOf(function)}`");
        }

        return arguments.Length == 1 ? OfOne(function, arguments[0], at) : OfTwo(function, arguments[0], arguments[1], at);
    }

    private static EvaluationResult OfOne(ExtensionFunction function, CedarValue x, Position at) => function switch
    {
        ExtensionFunction.IsIpv4 => CedarValue.From(!x.Ip.IsV6),
        ExtensionFunction.IsIpv6 => CedarValue.From(x.Ip.IsV6),
        ExtensionFunction.IsLoopback => CedarValue.From(x.Ip.IsLoopback),
        ExtensionFunction.IsMulticast => CedarValue.From(x.Ip.IsMulticast),
        ExtensionFunction.ToDate => Datetime((Int128)x.Bits - TimeOfDay(x.Bits), at),
        ExtensionFunction.ToTime => CedarValue.From(new DurationValue(TimeOfDay(x.Bits))),
        ExtensionFunction.ToMilliseconds => CedarValue.From(x.Bits),
        ExtensionFunction.ToSeconds => CedarValue.From(x.Bits / 1_000),
        ExtensionFunction.ToMinutes => CedarValue.From(x.Bits / 60_000),
        ExtensionFunction.ToHours => CedarValue.From(x.Bits / 3_600_000),
        ExtensionFunction.ToDays => CedarValue.From(x.Bits / DatetimeValue.Day),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static EvaluationResult OfTwo(ExtensionFunction function, CedarValue x, CedarValue y, Position at) => function switch
    {
        ExtensionFunction.LessThan => CedarValue.From(x.Bits < y.Bits),
        ExtensionFunction.LessThanOrEqual => CedarValue.From(x.Bits <= y.Bits),
        ExtensionFunction.GreaterThan => CedarValue.From(x.Bits > y.Bits),
        ExtensionFunction.GreaterThanOrEqual => CedarValue.From(x.Bits >= y.Bits),
        ExtensionFunction.IsInRange => CedarValue.From(x.Ip.IsInRange(y.Ip)),
        ExtensionFunction.Offset => Datetime((Int128)x.Bits + y.Bits, at),
        ExtensionFunction.DurationSince => Duration((Int128)x.Bits - y.Bits, at),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static (ValueKind First, ValueKind Second) Signature(ExtensionFunction function) => function switch
    {
        <= ExtensionFunction.Duration => (ValueKind.String, default),
        <= ExtensionFunction.GreaterThanOrEqual => (ValueKind.Decimal, ValueKind.Decimal),
        <= ExtensionFunction.IsInRange => (ValueKind.IpAddress, ValueKind.IpAddress),
        ExtensionFunction.Offset => (ValueKind.Datetime, ValueKind.Duration),
        <= ExtensionFunction.ToTime => (ValueKind.Datetime, ValueKind.Datetime),
        _ => (ValueKind.Duration, default),
    };

    // Rounds down before 1970 too, so that the time of day is never negative.
    private static long TimeOfDay(long milliseconds)
    {
        var rest = milliseconds % DatetimeValue.Day;
        return rest < 0 ? rest + DatetimeValue.Day : rest;
    }

    private static EvaluationResult Datetime(Int128 milliseconds, Position at) => Fits(milliseconds)
        ? CedarValue.From(new DatetimeValue((long)milliseconds))
        : EvaluationResult.Failed(EvaluationErrorKind.Overflow, at, "the datetime leaves the range of 64 bits");

    private static EvaluationResult Duration(Int128 milliseconds, Position at) => Fits(milliseconds)
        ? CedarValue.From(new DurationValue((long)milliseconds))
        : EvaluationResult.Failed(EvaluationErrorKind.Overflow, at, "the duration leaves the range of 64 bits");

    private static bool Fits(Int128 number) => number >= long.MinValue && number <= long.MaxValue;
}
