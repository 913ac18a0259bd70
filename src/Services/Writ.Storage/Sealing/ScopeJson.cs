using System.Collections.Immutable;
using System.Text.Json;
using Writ.Domain;

namespace Writ.Storage;

/// <summary>A scope as JSON. What cannot be read back throws: a scope must never come back wider, and a part of an entry that is dropped could widen it.</summary>
internal static class ScopeJson
{
    /// <summary>Writes a scope.</summary>
    public static void Write(Utf8JsonWriter json, Scope scope)
    {
        json.WriteStartArray();
        foreach (var entry in scope.Entries)
        {
            json.WriteStartObject();
            Write(json, "actions", entry.Actions.Select(static a => a.ToString()));
            Write(json, "resources", entry.Resources.Select(static r => r.ToString()));
            json.WriteStartObject("constraints");
            foreach (var (name, constraint) in entry.Constraints)
            {
                json.WriteStartObject(name);
                WriteConstraint(json, constraint);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads what <see cref="Write(Utf8JsonWriter, Scope)"/> wrote.</summary>
    public static Scope Read(JsonElement scope) => new([.. scope.EnumerateArray().Select(static entry => new ScopeEntry(
        [.. Texts(entry.GetProperty("actions")).Select(static t => ActionPattern.TryParse(t, out var a) ? a : throw Unreadable())],
        [.. Texts(entry.GetProperty("resources")).Select(static t => ResourcePattern.TryParse(t, out var r) ? r : throw Unreadable())],
        entry.GetProperty("constraints").EnumerateObject().ToImmutableSortedDictionary(static m => m.Name, static m => ReadConstraint(m.Value), StringComparer.Ordinal)))]);

    private static void WriteConstraint(Utf8JsonWriter json, Constraint constraint)
    {
        switch (constraint)
        {
            case Constraint.OneOf one:
                Write(json, "one_of", one.Values);
                break;
            case Constraint.Below below:
                json.WriteString("below", below.Path);
                break;
            case Constraint.AtMost most:
                json.WriteNumber("at_most", most.Limit);
                break;
            default:
                throw new ArgumentException("a constraint of an unknown kind cannot be stored", nameof(constraint));
        }
    }

    private static Constraint ReadConstraint(JsonElement constraint) =>
        constraint.TryGetProperty("one_of", out var values) ? new Constraint.OneOf(Texts(values).ToImmutableSortedSet(StringComparer.Ordinal))
        : constraint.TryGetProperty("below", out var path) ? new Constraint.Below(path.GetString() ?? throw Unreadable())
        : constraint.TryGetProperty("at_most", out var limit) ? new Constraint.AtMost(limit.GetInt64())
        : throw Unreadable();

    private static IEnumerable<string> Texts(JsonElement array) => array.EnumerateArray().Select(static e => e.GetString() ?? throw Unreadable());

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static JsonException Unreadable() => new("a stored scope cannot be read");
}
