using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Schema;
using Writ.Cedar.Stacks;
using Writ.Cedar.Values;

namespace Writ.Cedar.Json;

/// <summary>
/// Reads values from JSON. Integers are 64-bit, never floating point; null, fractions and keys given twice are refused.
/// <c>{"__entity":{"type":..,"id":..}}</c> is an entity and <c>{"__extn":{"fn":..,"arg":..}}</c> an extension value; where a schema
/// says what is expected, <c>{"type":..,"id":..}</c>, <c>{"fn":..,"arg":..}</c> and a bare string will do.
/// A malformed escape, or one beside other keys, is refused where Cedar would read a record with a key of that name.
/// </summary>
public static class ValueJson
{
    /// <summary>Reads a record, such as the context of a request.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="record">The record, when there was no error.</param>
    /// <param name="error">What was wrong.</param>
    /// <param name="expected">The type the schema gives; null for none.</param>
    /// <param name="options">The limits; null for <see cref="EntityJsonOptions.Default"/>.</param>
    public static bool TryReadRecord(
        string json,
        [NotNullWhen(true)] out CedarRecord? record,
        [NotNullWhen(false)] out JsonError? error,
        SchemaType.Record? expected = null,
        EntityJsonOptions? options = null)
    {
        var limits = options ?? EntityJsonOptions.Default;
        record = JsonRefusal.Read(json, root => ReadRecord(root, expected, JsonPath.Root), out error, limits.MaxNesting, limits.MaxJsonLength);
        return record is not null;
    }

    /// <summary>Reads a record, such as the context of a request.</summary>
    /// <param name="utf8">The JSON text in UTF-8.</param>
    /// <param name="record">The record, when there was no error.</param>
    /// <param name="error">What was wrong.</param>
    /// <param name="expected">The type the schema gives; null for none.</param>
    /// <param name="options">The limits; null for <see cref="EntityJsonOptions.Default"/>.</param>
    public static bool TryReadRecord(
        ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out CedarRecord? record,
        [NotNullWhen(false)] out JsonError? error,
        SchemaType.Record? expected = null,
        EntityJsonOptions? options = null)
    {
        var limits = options ?? EntityJsonOptions.Default;
        record = JsonRefusal.Read(utf8, root => ReadRecord(root, expected, JsonPath.Root), out error, limits.MaxNesting, limits.MaxJsonLength);
        return record is not null;
    }

    internal static CedarRecord ReadRecord(JsonElement json, SchemaType.Record? expected, JsonPath path)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Unexpected(json, "an object", path);
        var record = new CedarRecord.Builder();
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name is "__entity" or "__extn" or "__expr") throw new JsonRefusal(path, $"found `{property.Name}` where a record is expected");
            var attribute = expected?.Attributes.GetValueOrDefault(property.Name);
            record.Add(property.Name, Read(property.Value, attribute?.Type, path.Key(property.Name)));
        }

        return record.Build();
    }

    internal static CedarValue Read(JsonElement json, SchemaType? expected, JsonPath path)
    {
        if (!AmpleStack.IsHere) return AmpleStack.Run((json, expected, path), static rest => Read(rest.json, rest.expected, rest.path));
        switch (json.ValueKind)
        {
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.Number:
                return json.TryGetInt64(out var number) ? number : throw new JsonRefusal(path, $"found `{Shown(json)}`, expected an integer of 64 bits");
            case JsonValueKind.String:
                var text = ReadString(json, path);
                return ConstructorFor(expected) is { } function ? Construct(function, text, path) : text;
            case JsonValueKind.Array:
                return ReadSet(json, expected, path);
            case JsonValueKind.Object:
                return ReadObject(json, expected, path);
            default:
                throw Unexpected(json, "a value", path);
        }
    }

    internal static EntityUid ReadEntity(JsonElement json, JsonPath path)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Unexpected(json, "an entity", path);
        if (json.TryGetProperty("__entity", out var inner)) (json, path) = (inner, path.Key("__entity"));
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("type", out var type) || !json.TryGetProperty("id", out var id))
            throw Unexpected(json, "an object of `type` and `id`", path);
        return EntityUid.TryCreate(ReadString(type, path.Key("type")), ReadString(id, path.Key("id")), out var uid)
            ? uid
            : throw new JsonRefusal(path.Key("type"), $"found `{type.GetString()}`, expected an entity type");
    }

    internal static string ReadString(JsonElement json, JsonPath path) =>
        json.ValueKind == JsonValueKind.String && json.GetString() is { } text ? text : throw Unexpected(json, "a string", path);

    internal static JsonRefusal Unexpected(JsonElement json, string expected, JsonPath path) =>
        new(path, $"found `{Shown(json)}`, expected {expected}");

    private static CedarValue ReadSet(JsonElement json, SchemaType? expected, JsonPath path)
    {
        var element = (expected as SchemaType.Set)?.Element;
        var items = new CedarValue[json.GetArrayLength()];
        var i = 0;
        foreach (var item in json.EnumerateArray()) items[i] = Read(item, element, path.Item(i++));
        return CedarSet.Of(items);
    }

    private static CedarValue ReadObject(JsonElement json, SchemaType? expected, JsonPath path)
    {
        if (expected is SchemaType.Entity) return ReadEntity(json, path);
        if (json.TryGetProperty("__entity", out _)) return ReadEntity(Alone(json, "__entity", path), path);
        if (json.TryGetProperty("__extn", out var call)) return ReadCall(ConstructorFor(expected) is null ? Alone(json, "__extn", path).GetProperty("__extn") : call, path.Key("__extn"));
        if (ConstructorFor(expected) is not null) return ReadCall(json, path);
        return ReadRecord(json, expected as SchemaType.Record, path);
    }

    internal static JsonElement Alone(JsonElement json, string escape, JsonPath path)
    {
        if (json.GetPropertyCount() != 1) throw new JsonRefusal(path, $"found `{escape}` beside other keys");
        LongsAlone(json.GetProperty(escape), path.Key(escape));
        return json;
    }

    // What is passed over in an escape must be JSON that Cedar could read all the same: there are no fractions.
    private static void LongsAlone(JsonElement json, JsonPath path)
    {
        if (!AmpleStack.IsHere)
        {
            AmpleStack.Run((json, path), static rest => LongsAlone(rest.json, rest.path));
            return;
        }

        switch (json.ValueKind)
        {
            case JsonValueKind.Number when !json.TryGetInt64(out _):
                throw Unexpected(json, "an integer of 64 bits", path);
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject()) LongsAlone(member.Value, path.Key(member.Name));
                break;
            case JsonValueKind.Array:
                foreach (var (item, itemPath) in JsonFields.Items(json, path)) LongsAlone(item, itemPath);
                break;
        }
    }

    /// <summary>The function and the arguments of <c>{"fn":..,"arg":..}</c> or <c>{"fn":..,"args":[..]}</c>, not yet read.</summary>
    internal static (ExtensionFunction Function, (JsonElement Item, JsonPath Path)[] Arguments) CallParts(JsonElement json, JsonPath path)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("fn", out var fn))
            throw Unexpected(json, "an object of `fn` and `arg` or `args`", path);
        var name = ReadString(fn, path.Key("fn"));
        if (!ExtensionFunctions.TryFind(name, out var function)) throw new JsonRefusal(path.Key("fn"), $"found the unknown function `{name}`");
        if (json.TryGetProperty("arg", out var one)) return (function, [(one, path.Key("arg"))]);
        if (json.TryGetProperty("args", out var many) && many.ValueKind == JsonValueKind.Array) return (function, [.. JsonFields.Items(many, path.Key("args"))]);
        throw Unexpected(json, "an object of `fn` and `arg` or `args`", path);
    }

    private static CedarValue ReadCall(JsonElement json, JsonPath path)
    {
        var (function, arguments) = CallParts(json, path);
        var made = ExtensionCalls.Invoke(function, [.. arguments.Select(argument => Read(argument.Item, null, argument.Path))], default);
        return made.Error is null ? made.Value : throw new JsonRefusal(path, made.Error.Message);
    }

    private static CedarValue Construct(ExtensionFunction function, string text, JsonPath path) =>
        ExtensionFunctions.Construct(function, text) ?? throw new JsonRefusal(path, $"found `{text}`, expected a `{ExtensionFunctions.NameOf(function)}`");

    private static ExtensionFunction? ConstructorFor(SchemaType? expected) => (expected as SchemaType.Scalar)?.Kind switch
    {
        ValueKind.Decimal => ExtensionFunction.Decimal,
        ValueKind.IpAddress => ExtensionFunction.Ip,
        ValueKind.Datetime => ExtensionFunction.Datetime,
        ValueKind.Duration => ExtensionFunction.Duration,
        _ => null,
    };

    internal static string Shown(string text) => text.Length <= 40 ? text : $"{text[..37]}...";

    private static string Shown(JsonElement json) => Shown(json.GetRawText());
}
