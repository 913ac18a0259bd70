using System.Text.Json;
using Writ.Cedar.Values;

namespace Writ.Cedar.Json;

/// <summary>Writes <c>{"type":..,"id":..}</c>.</summary>
internal static class EntityUidJson
{
    public static void Write(Utf8JsonWriter json, string key, EntityUid uid)
    {
        json.WritePropertyName(key);
        Write(json, uid);
    }

    public static void Write(Utf8JsonWriter json, EntityUid uid)
    {
        json.WriteStartObject();
        json.WriteString("type", uid.Type);
        json.WriteString("id", uid.Id);
        json.WriteEndObject();
    }
}
