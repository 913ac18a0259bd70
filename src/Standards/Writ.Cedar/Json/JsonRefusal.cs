using System.Text;
using System.Text.Json;
using Writ.Cedar.Syntax;
using Writ.Cedar.Entities;

namespace Writ.Cedar.Json;

/// <summary>Unwinds the readers to their border, where it becomes a <see cref="JsonError"/> value.</summary>
internal sealed class JsonRefusal(string path, string message) : Exception(message)
{
    /// <summary>How deep JSON may nest where nothing else is said.</summary>
    public const int Depth = 64;

    public JsonRefusal(JsonPath path, string message)
        : this(path.ToString(), message)
    {
    }

    public string Path { get; } = path;

    /// <summary>Runs a reader over a strict parse of the text; every way to fail ends here as a value.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> utf8, Func<JsonElement, T> read, out JsonError? error, int maxDepth = Depth, int maxLength = int.MaxValue)
        where T : class
    {
        if (utf8.Length > maxLength)
        {
            error = TooLong(utf8.Length, maxLength);
            return null;
        }

        var strict = new JsonDocumentOptions { AllowDuplicateProperties = false, AllowTrailingCommas = false, CommentHandling = JsonCommentHandling.Disallow, MaxDepth = maxDepth };
        try
        {
            using var document = JsonDocument.Parse(utf8, strict);
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
        catch (JsonException)
        {
            error = JsonFault.Find(utf8.Span, maxDepth);
        }
        catch (InvalidOperationException)
        {
            // Thrown for half a surrogate pair in a string or a key.
            error = JsonFault.NoText;
        }

        return null;
    }

    /// <summary>As <see cref="Read{T}(ReadOnlyMemory{byte}, Func{JsonElement, T}, out JsonError?, int, int)"/>, from text.</summary>
    public static T? Read<T>(string json, Func<JsonElement, T> read, out JsonError? error, int maxDepth, int maxLength)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(json);
        error = json.Length > maxLength ? TooLong(json.Length, maxLength) : Names.IsText(json) ? null : JsonFault.NoText;
        return error is null ? Read(Encoding.UTF8.GetBytes(json), read, out error, maxDepth, maxLength) : null;
    }

    private static JsonError TooLong(int length, int maxLength) => new("", $"found a text of {length} characters, expected at most {maxLength}");
}
