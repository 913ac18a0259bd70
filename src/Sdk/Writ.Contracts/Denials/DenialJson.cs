using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>Reads and writes <see cref="DenialDocument"/> without reflection.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(DenialDocument))]
public sealed partial class DenialJson : JsonSerializerContext;
