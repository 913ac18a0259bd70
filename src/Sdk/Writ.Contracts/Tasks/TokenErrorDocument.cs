using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>Why the token endpoint issued nothing (RFC 6749 §5.2).</summary>
/// <param name="Error">The error as the RFCs name it.</param>
/// <param name="ErrorDescription">One line for a developer.</param>
/// <param name="Code">Writ's own code, with a page of that name.</param>
/// <param name="Fix">The smallest fix, one line.</param>
public sealed record TokenErrorDocument(string Error, string ErrorDescription, string Code, string Fix)
{
    /// <summary>The policy or law that refused to open a task; null for any other refusal.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rule { get; init; }

    /// <summary>The id under which that refusal stands in the ledger.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Decision { get; init; }

    /// <summary>Its further reasons, one line each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Details { get; init; }
}
