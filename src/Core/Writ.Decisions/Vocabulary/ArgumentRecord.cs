using System.Text.Json;
using Writ.Cedar.Values;

namespace Writ.Decisions;

/// <summary>
/// Turns a tool's arguments into `context.input`. A null is an absent attribute. A number that is neither a whole number within 2^53 nor a decimal of at most four
/// places is refused: policy would not see it, or would see another than a server that keeps numbers as doubles. So is half a surrogate pair.
/// </summary>
internal static partial class ArgumentRecord
{
    private const int MaxDepth = 64;

    // The greatest magnitude up to which every whole number is one double, and so the same number to every server.
    private const long Exact = 1L << 53;

    /// <summary>The record; null and the name of the member that cannot be shown when there is one.</summary>
    public static CedarRecord? Read(ReadOnlySpan<byte> arguments, out string problem)
    {
        problem = "";
        if (arguments.IsEmpty)
        {
            return CedarRecord.Empty;
        }

        var reader = new Utf8JsonReader(arguments, new JsonReaderOptions { MaxDepth = MaxDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            problem = "arguments";
            return null;
        }

        try
        {
            return Record(document.RootElement, ref problem);
        }
        catch (InvalidOperationException)
        {
            // An escape of half a character: no text, so not one that policy and server read alike.
            problem = "arguments";
            return null;
        }
    }

    private static CedarRecord? Record(JsonElement element, ref string problem)
    {
        var record = new CedarRecord.Builder();
        foreach (var member in element.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (Value(member.Value, ref problem) is not { } value)
            {
                problem = problem.Length == 0 ? member.Name : $"{member.Name}.{problem}";
                return null;
            }

            record.Add(member.Name, value);
        }

        return record.Build();
    }

    private static CedarValue? Value(JsonElement element, ref string problem)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return CedarValue.From(element.GetString()!);
            case JsonValueKind.True or JsonValueKind.False:
                return CedarValue.From(element.ValueKind == JsonValueKind.True);
            case JsonValueKind.Number when element.TryGetInt64(out var number):
                return number is >= -Exact and <= Exact ? CedarValue.From(number) : default(CedarValue?);
            case JsonValueKind.Number when DecimalValue.TryParse(element.GetRawText(), out var fraction):
                return CedarValue.From(fraction);
            case JsonValueKind.Object:
                return Record(element, ref problem) is { } record ? CedarValue.From(record) : default(CedarValue?);
            case JsonValueKind.Array:
                return Set(element, ref problem);
            default:
                return null;
        }
    }

    private static CedarValue? Set(JsonElement element, ref string problem)
    {
        var items = new List<CedarValue>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (Value(item, ref problem) is not { } value)
            {
                return null;
            }

            items.Add(value);
        }

        return CedarValue.From(CedarSet.Of([.. items]));
    }
}
