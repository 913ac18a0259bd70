using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>What is told of an action that was allowed and sent and then broke: it may have had its effect. It is not a refusal, and nothing is retried by itself.</summary>
/// <param name="Outcome">`unknown`.</param>
/// <param name="Code">A stable code, as in `W4014`, with a page of that name.</param>
/// <param name="Rule">The law that keeps Writ from trying again.</param>
/// <param name="Reason">What broke, one line.</param>
/// <param name="Fix">What to do now, one line.</param>
/// <param name="DecisionId">The id under which the decision stands in the ledger.</param>
public sealed record UnknownOutcomeDocument(
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("rule")] string Rule,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("fix")] string Fix,
    [property: JsonPropertyName("decision_id")] string DecisionId)
{
    /// <summary>`unknown`.</summary>
    public const string Unknown = "unknown";
}
