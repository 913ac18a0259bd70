using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Writ.Domain;

namespace Writ.Authority.Access;

/// <summary>The four parts of an evaluation as they stand in the body, some of them absent.</summary>
/// <param name="Subject">Who is said to act.</param>
/// <param name="Action">What is done.</param>
/// <param name="Resource">To what.</param>
/// <param name="Context">What else is said.</param>
internal readonly record struct AccessParts(JsonElement? Subject, JsonElement? Action, JsonElement? Resource, JsonElement? Context)
{
    private const string Properties = "properties";

    public static AccessParts Of(JsonElement body) => new(Member(body, "subject"), Member(body, "action"), Member(body, "resource"), Member(body, "context"));

    /// <summary>The first part that is there and is not an object, or whose known members are not of their type; null when there is none.</summary>
    public string? Mistyped() =>
        IsMistyped(Subject, "type", "id") ? "subject"
        : IsMistyped(Action, "name") ? "action"
        : IsMistyped(Resource, "type", "id") ? "resource"
        : Context is { ValueKind: not JsonValueKind.Object } ? "context"
        : null;

    /// <summary>The item of these parts; a part that is absent is the defaults', and so is a name, type or id that a part lacks, but no property.</summary>
    public AccessItem Read(AccessParts defaults)
    {
        if (Mistyped() is not null
            || Text(Subject, defaults.Subject, "type") is not { } subjectType || Text(Subject, defaults.Subject, "id") is not { } subjectId
            || Text(Action, defaults.Action, "name") is not { } action
            || Text(Resource, defaults.Resource, "type") is not { } resourceType || Text(Resource, defaults.Resource, "id") is not { } resourceId)
        {
            return new AccessItem.Flawed(AccessReasons.Incomplete);
        }

        return Arguments(PropertiesOf(Action ?? defaults.Action), PropertiesOf(Resource ?? defaults.Resource), Context ?? defaults.Context) is { } arguments
            ? new AccessItem.Asked(subjectType, subjectId, new ActionQuestion(action, resourceType, resourceId, arguments))
            : new AccessItem.Flawed(AccessReasons.ArgumentTwice);
    }

    /// <summary>The member of this name; null when it is absent.</summary>
    public static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement? part, JsonElement? otherwise, string name) =>
        (part is { } own ? Member(own, name) : null) is { } said ? Plain(said)
        : (otherwise is { } other ? Member(other, name) : null) is { } inherited ? Plain(inherited)
        : null;

    private static string? Plain(JsonElement text) => text.GetString() is { Length: > 0 } plain ? plain : null;

    private static JsonElement? PropertiesOf(JsonElement? part) => part is { } own ? Member(own, Properties) : null;

    private static bool IsMistyped(JsonElement? part, params ReadOnlySpan<string> texts)
    {
        if (part is not { } own)
        {
            return false;
        }

        if (own.ValueKind != JsonValueKind.Object || Member(own, Properties) is { ValueKind: not JsonValueKind.Object })
        {
            return true;
        }

        foreach (var text in texts)
        {
            if (Member(own, text) is { ValueKind: not JsonValueKind.String })
            {
                return true;
            }
        }

        return false;
    }

    // All that the asker says of the action beside names is its arguments, each once, so that nothing that is said escapes policy; null when a name stands twice.
    private static ReadOnlyMemory<byte>? Arguments(params ReadOnlySpan<JsonElement?> parts)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        HashSet<string> names = new(StringComparer.Ordinal);
        json.WriteStartObject();
        foreach (var part in parts)
        {
            if (part is not { } members)
            {
                continue;
            }

            foreach (var member in members.EnumerateObject())
            {
                if (!names.Add(member.Name))
                {
                    return null;
                }

                // The value's very bytes: what is policy's to refuse is not mended here.
                json.WritePropertyName(member.Name);
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
            }
        }

        json.WriteEndObject();
        json.Flush();
        return names.Count == 0 ? ReadOnlyMemory<byte>.Empty : buffer.WrittenMemory;
    }
}
