using System.Text.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Decisions;

// Arguments of a tool whose type is known: read by that type, so that what comes of it always keeps to the schema.
internal static partial class ArgumentRecord
{
    /// <summary>The record as the type has it; null and the name of the member that does not fit when there is one. Members that the type does not name are left out.</summary>
    public static CedarRecord? Read(ReadOnlySpan<byte> arguments, SchemaType.Record type, out string problem)
    {
        problem = "";
        var reader = new Utf8JsonReader(arguments.IsEmpty ? "{}"u8 : arguments, new JsonReaderOptions { MaxDepth = MaxDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            problem = "arguments";
            return null;
        }

        try
        {
            return Record(document.RootElement, type, ref problem);
        }
        catch (InvalidOperationException)
        {
            // An escape of half a character: no text, so not one that policy and server read alike.
            problem = "arguments";
            return null;
        }
    }

    private static CedarRecord? Record(JsonElement element, SchemaType.Record type, ref string problem)
    {
        // Gone through once: looking each attribute up would cost the product of what the tool declares and what the caller sends.
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
            if (type.Attributes.ContainsKey(member.Name)) members[member.Name] = member.Value;
        var record = new CedarRecord.Builder(type.Attributes.Count);
        foreach (var (name, attribute) in type.Attributes)
        {
            if (!members.TryGetValue(name, out var member) || member.ValueKind == JsonValueKind.Null)
            {
                if (!attribute.IsRequired)
                {
                    continue;
                }

                problem = name;
                return null;
            }

            if (Value(member, attribute.Type, ref problem) is not { } value)
            {
                problem = problem.Length == 0 ? name : $"{name}.{problem}";
                return null;
            }

            record.Add(name, value);
        }

        return record.Build();
    }

    private static CedarValue? Value(JsonElement element, SchemaType type, ref string problem) => type switch
    {
        SchemaType.Record record => element.ValueKind == JsonValueKind.Object && Record(element, record, ref problem) is { } fields ? CedarValue.From(fields) : default(CedarValue?),
        SchemaType.Set set => element.ValueKind switch
        {
            JsonValueKind.Array => Items(element, set.Element, ref problem),
            JsonValueKind.Object when ArgumentTypes.IsDictionary(set) => Members(element, (SchemaType.Record)set.Element, ref problem),
            _ => null,
        },
        SchemaType.Entity => ArgumentValues.Opaque(element),
        SchemaType.Scalar scalar => element.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False when scalar.Kind == ValueKind.Bool => CedarValue.From(element.ValueKind == JsonValueKind.True),
            JsonValueKind.Number when scalar.Kind == ValueKind.Long => ArgumentValues.Whole(element),
            JsonValueKind.Number when scalar.Kind == ValueKind.Decimal => ArgumentValues.Fraction(element),
            JsonValueKind.String => Text(element.GetString()!, scalar.Kind),
            _ => null,
        },
        _ => null,
    };

    private static CedarValue? Text(string text, ValueKind kind) => kind switch
    {
        ValueKind.String => CedarValue.From(text),
        ValueKind.Datetime => ArgumentValues.Instant(text),
        ValueKind.Duration => ArgumentValues.Span(text),
        ValueKind.IpAddress => ArgumentValues.Address(text),
        _ => null,
    };

    private static CedarValue? Items(JsonElement element, SchemaType type, ref string problem)
    {
        var items = new List<CedarValue>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (Value(item, type, ref problem) is not { } value)
            {
                return null;
            }

            items.Add(value);
        }

        return CedarValue.From(CedarSet.Of([.. items]));
    }

    private static CedarValue? Members(JsonElement element, SchemaType.Record entry, ref string problem)
    {
        var entries = new List<CedarValue>();
        foreach (var member in element.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (Value(member.Value, entry.Attributes["value"].Type, ref problem) is not { } value)
            {
                problem = problem.Length == 0 ? member.Name : $"{member.Name}.{problem}";
                return null;
            }

            entries.Add(CedarRecord.Of(("key", member.Name), ("value", value)));
        }

        return CedarValue.From(CedarSet.Of([.. entries]));
    }
}
