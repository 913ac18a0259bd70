using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>What goes with an evaluation: the same words as in a <see cref="DenialDocument"/>.</summary>
/// <param name="DecisionId">The id under which the answer stands in the ledger.</param>
/// <param name="Verdict">`allow`, `deny` or `step_up`.</param>
public sealed record AccessContextDocument(string DecisionId, string Verdict)
{
    /// <summary>`allow`.</summary>
    public const string Allow = "allow";

    /// <summary>A stable code, with a page of that name; null when it would be allowed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    /// <summary>The policy or law that spoke; null when it would be allowed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rule { get; init; }

    /// <summary>Why, one line; null when it would be allowed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>The smallest change that would let it pass, one line; null when it would be allowed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fix { get; init; }
}
