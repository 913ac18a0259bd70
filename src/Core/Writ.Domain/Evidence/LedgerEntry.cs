using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Writ.Domain;

/// <summary>
/// One line of evidence. Its canonical bytes are one JSON object with its members in a fixed order; they are what is hashed, stored and verified.
/// No prompt, output, secret, argument value or personal value is ever a member: keyed digests, sizes, shapes and names of Writ's own are.
/// </summary>
public abstract partial record LedgerEntry
{
    private static readonly JsonWriterOptions Options = new() { Indented = false, SkipValidation = false };

    private LedgerEntry()
    {
    }

    /// <summary>The entry's id.</summary>
    public required EntryId Id { get; init; }

    /// <summary>When it was written, by Writ's own clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The kind, as in `action.decided`.</summary>
    public abstract string Kind { get; }

    /// <summary>The task it belongs to; the zero value when it belongs to none.</summary>
    public virtual TaskId Task => default;

    /// <summary>The canonical bytes.</summary>
    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteNumber("v", 1);
        json.WriteString("id", Id.ToString());
        json.WriteString("at", At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
        json.WriteString("kind", Kind);
        if (!Task.IsDefault)
        {
            json.WriteString("task", Task.ToString());
        }

        WriteMembers(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the members of this kind, in their fixed order.</summary>
    protected abstract void WriteMembers(Utf8JsonWriter json);

    private static void Write(Utf8JsonWriter json, string name, Digest256 digest)
    {
        if (!digest.IsDefault)
        {
            json.WriteString(name, digest.ToString());
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset at) =>
        json.WriteString(name, at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));

    private static string Word<T>(T value)
        where T : struct, Enum => Words<T>.ByValue.TryGetValue(value, out var word) ? word : Words<T>.Spell(value);

    // The words of the enumerations as they stand in the ledger: lower case, with a hyphen before an inner capital. Spelled once: every action's entries hold several.
    private static class Words<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ByValue = Enum.GetValues<T>().Distinct().ToFrozenDictionary(static v => v, Spell);

        public static string Spell(T value) =>
            string.Concat(value.ToString().Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
    }
}
