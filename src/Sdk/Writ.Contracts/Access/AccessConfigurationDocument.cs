namespace Writ.Contracts;

/// <summary>Where access is evaluated (AuthZEN Authorization API 1.0, metadata). There is no search, and so no place of one.</summary>
/// <param name="PolicyDecisionPoint">The decision point's URL, by which it was found.</param>
/// <param name="AccessEvaluationEndpoint">Where one evaluation is asked for.</param>
/// <param name="AccessEvaluationsEndpoint">Where several are.</param>
public sealed record AccessConfigurationDocument(string PolicyDecisionPoint, string AccessEvaluationEndpoint, string AccessEvaluationsEndpoint);
