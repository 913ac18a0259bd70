using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Writ.Cedar.Json;

/// <summary>Writes JSON as text. It is meant for readers of JSON, not for a place within HTML.</summary>
internal static class JsonText
{
    public static string Write(Action<Utf8JsonWriter> write, bool indented)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = int.MaxValue }))
            write(writer);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
