using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>The answers to several evaluations, in the order in which they were asked. They end early where the asker wanted them to.</summary>
/// <param name="Evaluations">The answers.</param>
public sealed record AccessEvaluationsDocument(ImmutableArray<AccessEvaluationDocument> Evaluations);
