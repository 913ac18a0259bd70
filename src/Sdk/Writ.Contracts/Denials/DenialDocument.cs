using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>
/// A refusal as every zone carries it, in the form its protocol expects: legible to the model that receives it, with what would make it pass.
/// It holds nothing that the remote party did not know.
/// </summary>
/// <param name="Decision">`deny` or `step_up`.</param>
/// <param name="Code">A stable code, as in `W3104`, with a page of that name.</param>
/// <param name="Rule">The policy or law that spoke.</param>
/// <param name="Reason">Why, one line.</param>
/// <param name="Fix">The smallest change that would let it pass, one line.</param>
/// <param name="DecisionId">The id under which the refusal stands in the ledger.</param>
public sealed record DenialDocument(
    [property: JsonPropertyName("decision")] string Decision,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("rule")] string Rule,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("fix")] string Fix,
    [property: JsonPropertyName("decision_id")] string DecisionId)
{
    /// <summary>`deny`.</summary>
    public const string Deny = "deny";

    /// <summary>`step_up`.</summary>
    public const string StepUp = "step_up";

    /// <summary>The approval that a human is asked for, as in `apr_01…`; left out when none is. The identical call, sent again, joins it and runs once it is given.</summary>
    [JsonPropertyName("approval")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Approval { get; init; }
}
