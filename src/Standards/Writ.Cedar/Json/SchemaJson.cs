using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Json;

/// <summary>Reads and writes schemas in Cedar's JSON form: <c>{"Namespace":{"commonTypes":{..},"entityTypes":{..},"actions":{..},"annotations":{..}}}</c>.</summary>
public static class SchemaJson
{
    /// <summary>Reads a schema without resolving its names. Unknown keys, and keys given twice, are refused.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="document">The schema, when there was no error.</param>
    /// <param name="error">What was wrong.</param>
    /// <param name="options">The limits; null for <see cref="ParseOptions.Default"/>.</param>
    public static bool TryRead(
        string json,
        [NotNullWhen(true)] out SchemaDocument? document,
        [NotNullWhen(false)] out JsonError? error,
        ParseOptions? options = null)
    {
        var limits = options ?? ParseOptions.Default;
        document = JsonRefusal.Read(json, new SchemaJsonReader(limits).Document, out error, MaxDepth(limits), limits.MaxJsonLength);
        return document is not null;
    }

    /// <summary>Reads a schema without resolving its names. Unknown keys, and keys given twice, are refused.</summary>
    /// <param name="utf8">The JSON text in UTF-8.</param>
    /// <param name="document">The schema, when there was no error.</param>
    /// <param name="error">What was wrong.</param>
    /// <param name="options">The limits; null for <see cref="ParseOptions.Default"/>.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out SchemaDocument? document,
        [NotNullWhen(false)] out JsonError? error,
        ParseOptions? options = null)
    {
        var limits = options ?? ParseOptions.Default;
        document = JsonRefusal.Read(utf8, new SchemaJsonReader(limits).Document, out error, MaxDepth(limits), limits.MaxJsonLength);
        return document is not null;
    }

    /// <summary>Writes a schema, in the order of its declarations.</summary>
    /// <param name="document">The schema.</param>
    /// <param name="indented">Whether to write it over several lines.</param>
    /// <exception cref="InsufficientExecutionStackException">A type was built in code and is too deep for the stack.</exception>
    public static string Write(SchemaDocument document, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(document);
        return JsonText.Write(writer => new SchemaJsonWriter(writer).Document(document), indented);
    }

    // A record takes two levels of JSON for one of types: its attributes and the type of one.
    private static int MaxDepth(ParseOptions options) => (2 * options.MaxNesting) + 16;
}
