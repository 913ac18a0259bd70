using System.Collections.Frozen;

namespace Writ.Cedar.Values;

/// <summary>The names of the extension functions, and how each is called.</summary>
internal static class ExtensionFunctions
{
    private static readonly string[] Names =
    [
        "decimal", "ip", "datetime", "duration",
        "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual",
        "isIpv4", "isIpv6", "isLoopback", "isMulticast", "isInRange",
        "offset", "durationSince", "toDate", "toTime",
        "toMilliseconds", "toSeconds", "toMinutes", "toHours", "toDays",
    ];

    private static readonly FrozenDictionary<string, ExtensionFunction> ByName =
        Names.Select((name, i) => (name, i)).ToFrozenDictionary(x => x.name, x => (ExtensionFunction)x.i, StringComparer.Ordinal);

    public static bool TryFind(string name, out ExtensionFunction function) => ByName.TryGetValue(name, out function);

    public static string NameOf(ExtensionFunction function) => Names[(int)function];

    /// <summary>A constructor is called as <c>f(text)</c>; every other function as a method.</summary>
    public static bool IsConstructor(ExtensionFunction function) => function <= ExtensionFunction.Duration;

    /// <summary>The number of arguments, the receiver included.</summary>
    public static int Arity(ExtensionFunction function) => function switch
    {
        <= ExtensionFunction.Duration => 1,
        <= ExtensionFunction.GreaterThanOrEqual or ExtensionFunction.IsInRange => 2,
        ExtensionFunction.Offset or ExtensionFunction.DurationSince => 2,
        _ => 1,
    };

    /// <summary>Runs a constructor; null when the argument is no string of the right form.</summary>
    public static CedarValue? Construct(ExtensionFunction function, CedarValue argument)
    {
        if (!argument.TryGetString(out var text)) return null;
        return function switch
        {
            ExtensionFunction.Decimal when DecimalValue.TryParse(text, out var value) => value,
            ExtensionFunction.Ip when IpAddressValue.TryParse(text, out var value) => value,
            ExtensionFunction.Datetime when DatetimeValue.TryParse(text, out var value) => value,
            ExtensionFunction.Duration when DurationValue.TryParse(text, out var value) => value,
            _ => null,
        };
    }
}
