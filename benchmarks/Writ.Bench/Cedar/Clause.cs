namespace Writ.Bench.Cedar;

/// <summary>One condition of a policy, and what the rule language of the non-Cedar engine can say of it.</summary>
/// <param name="Cedar">The condition in Cedar.</param>
/// <param name="Rule">The same in the rule language; null when it has no words for it.</param>
/// <param name="Negated">Its opposite in the rule language.</param>
internal sealed record Clause(string Cedar, string? Rule = null, string? Negated = null);
