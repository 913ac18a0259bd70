using System.Globalization;
using System.Text;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Values;

/// <summary>Writes values as Cedar text that parses back to the same value.</summary>
internal static class ValueText
{
    public static string Write(CedarValue value) => value.Kind switch
    {
        ValueKind.None => "(no value)",
        ValueKind.Bool => value.Bool ? "true" : "false",
        ValueKind.Long => value.Bits.ToString(CultureInfo.InvariantCulture),
        ValueKind.String => Quote(value.String),
        ValueKind.Entity => value.Entity.ToString(),
        ValueKind.Set => value.Set.ToString(),
        ValueKind.Record => value.Record.ToString(),
        ValueKind.Decimal => $"decimal(\"{DecimalValue.FromScaled(value.Bits)}\")",
        ValueKind.IpAddress => $"ip(\"{value.Ip}\")",
        ValueKind.Datetime => $"datetime(\"1970-01-01\").offset(duration(\"{new DurationValue(value.Bits)}\"))",
        ValueKind.Duration => $"duration(\"{new DurationValue(value.Bits)}\")",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static string Quote(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => result.Append("\\\""),
                '\\' => result.Append("\\\\"),
                '\n' => result.Append("\\n"),
                '\r' => result.Append("\\r"),
                '\t' => result.Append("\\t"),
                '\0' => result.Append("\\0"),
                _ when char.IsControl(c) => result.Append("\\u{").Append(((int)c).ToString("x", CultureInfo.InvariantCulture)).Append('}'),
                _ => result.Append(c),
            };
        }

        return result.Append('"').ToString();
    }

    public static string Key(string name) => Names.IsIdentifier(name) ? name : Quote(name);

    /// <summary>The word for a type in messages.</summary>
    public static string NameOf(ValueKind kind) => kind switch
    {
        ValueKind.Bool => "Bool",
        ValueKind.Long => "Long",
        ValueKind.String => "String",
        ValueKind.Entity => "entity",
        ValueKind.Set => "Set",
        ValueKind.Record => "Record",
        ValueKind.Decimal => "decimal",
        ValueKind.IpAddress => "ipaddr",
        ValueKind.Datetime => "datetime",
        ValueKind.Duration => "duration",
        _ => "nothing",
    };
}
