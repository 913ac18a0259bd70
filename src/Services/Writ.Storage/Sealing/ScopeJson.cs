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
            case Constraint.Between between:
                if (between.Least != long.MinValue)
                {
                    json.WriteNumber("at_least", between.Least);
                }

                if (between.Most != long.MaxValue || between.Least == long.MinValue)
                {
                    json.WriteNumber("at_most", between.Most);
                }

                break;
            case Constraint.Like like:
                json.WriteString("like", like.Pattern);
                break;
            case Constraint.InNetwork inside:
                json.WriteString("network", inside.Network.ToString());
                break;
            case Constraint.Every every:
                json.WriteStartArray("every");
                foreach (var part in every.Parts)
                {
                    json.WriteStartObject();
                    WriteConstraint(json, part);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            default:
                throw new ArgumentException("a constraint of an unknown kind cannot be stored", nameof(constraint));
        }
    }

    private static Constraint ReadConstraint(JsonElement constraint) =>
        constraint.TryGetProperty("one_of", out var values) ? new Constraint.OneOf(Texts(values).ToImmutableSortedSet(StringComparer.Ordinal))
        : constraint.TryGetProperty("below", out var path) ? new Constraint.Below(path.GetString() ?? throw Unreadable())
        : constraint.TryGetProperty("like", out var pattern) ? new Constraint.Like(pattern.GetString() ?? throw Unreadable())
        : constraint.TryGetProperty("network", out var network) ? Constraint.InNetwork.Read(network.GetString() ?? "") ?? throw Unreadable()
        : constraint.TryGetProperty("every", out var parts) ? new Constraint.Every([.. parts.EnumerateArray().Select(ReadConstraint)])
        : (Number(constraint, "at_least"), Number(constraint, "at_most")) is var (least, most) && (least ?? most) is not null ? new Constraint.Between(least ?? long.MinValue, most ?? long.MaxValue)
        : throw Unreadable();

    private static long? Number(JsonElement constraint, string name) => constraint.TryGetProperty(name, out var number) ? number.GetInt64() : null;

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
