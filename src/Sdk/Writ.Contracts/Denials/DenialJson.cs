using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>Reads and writes <see cref="DenialDocument"/> and <see cref="UnknownOutcomeDocument"/> without reflection.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(DenialDocument))]
[JsonSerializable(typeof(UnknownOutcomeDocument))]
public sealed partial class DenialJson : JsonSerializerContext;
