using Writ.Cedar.Values;

namespace Writ.Cedar.Schema;

/// <summary>The types that need no declaration, and the words no common type may be called.</summary>
internal static class BuiltInTypes
{
    /// <summary>What stands before the name of a built-in type to mean it and nothing else.</summary>
    public const string Namespace = "__cedar::";

    private static readonly (string Name, ValueKind Kind)[] All =
    [
        ("Bool", ValueKind.Bool),
        ("Long", ValueKind.Long),
        ("String", ValueKind.String),
        ("decimal", ValueKind.Decimal),
        ("ipaddr", ValueKind.IpAddress),
        ("datetime", ValueKind.Datetime),
        ("duration", ValueKind.Duration),
    ];

    public static bool IsReserved(ReadOnlySpan<char> name) =>
        name is "Bool" or "Boolean" or "Entity" or "Extension" or "Long" or "Record" or "Set" or "String";

    /// <summary>Whether the kind is Bool, Long or String, which no entity type replaces in the JSON form.</summary>
    public static bool IsPrimitive(ValueKind kind) => kind is ValueKind.Bool or ValueKind.Long or ValueKind.String;

    public static ValueKind? Find(string name)
    {
        foreach (var (known, kind) in All)
            if (known == name) return kind;
        return null;
    }

    public static string NameOf(ValueKind kind)
    {
        foreach (var (name, known) in All)
            if (known == kind) return name;
        throw new ArgumentOutOfRangeException(nameof(kind), kind, "expected Bool, Long, String or the kind of an extension type");
    }
}
