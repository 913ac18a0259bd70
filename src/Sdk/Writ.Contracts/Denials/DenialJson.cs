using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>Reads and writes <see cref="DenialDocument"/> and <see cref="UnknownOutcomeDocument"/> without reflection.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(DenialDocument))]
[JsonSerializable(typeof(UnknownOutcomeDocument))]
public sealed partial class DenialJson : JsonSerializerContext
{
    /// <summary>Writes only what JSON itself must escape: the readers are models and people, not browsers.</summary>
    public static DenialJson Legible { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
