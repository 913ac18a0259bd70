using System.Text.Json;
using Writ.Cedar.Entities;

namespace Writ.Cedar.Json;

/// <summary>Unwinds the readers to their border, where it becomes a <see cref="JsonError"/> value.</summary>
internal sealed class JsonRefusal(string path, string message) : Exception(message)
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = 64,
    };

    public string Path { get; } = path;

    /// <summary>Runs a reader over a strict parse of the text; every way to fail ends here as a value.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> utf8, Func<JsonElement, T> read, out JsonError? error)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            error = null;
            return read(document.RootElement);
        }
        catch (JsonRefusal refused)
        {
            error = new JsonError(refused.Path, refused.Message);
        }
        catch (EntityStoreException refused)
        {
            error = new JsonError("", refused.Message);
        }
        catch (JsonException refused)
        {
            error = new JsonError("", $"found malformed JSON in line {refused.LineNumber + 1}, or more than {Strict.MaxDepth} levels, or a key twice");
        }
        catch (InvalidOperationException)
        {
            // Thrown for half a surrogate pair in a string or a key.
            error = new JsonError("", "found a string that is no Unicode text");
        }

        return null;
    }
}
