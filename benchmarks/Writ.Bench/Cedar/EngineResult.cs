namespace Writ.Bench.Cedar;

/// <summary>What one engine did at one size: the medians over the rounds.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="P50">The median time of a decision, in microseconds.</param>
/// <param name="P99">The 99th percentile of single calls, in microseconds.</param>
/// <param name="Load">From the policies' text to the first decision, in milliseconds.</param>
/// <param name="Calls">How many calls were timed one by one.</param>
/// <param name="Allocated">The bytes allocated per decision; null where nobody counts them.</param>
/// <param name="Agreement">The share of the requests answered as Writ.Cedar does.</param>
internal sealed record EngineResult(string Engine, double P50, double P99, double Load, long Calls, double? Allocated, double Agreement);
