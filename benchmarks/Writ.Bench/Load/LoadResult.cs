namespace Writ.Bench.Load;

/// <summary>What came of a <see cref="LoadJob"/>.</summary>
/// <param name="Sent">All requests, those of the warm-up included.</param>
/// <param name="Counted">The answers that were counted.</param>
/// <param name="PerSecond">Answers a second while it was counted.</param>
/// <param name="P50">The median, in microseconds; in an open loop from the instant at which the call was due.</param>
/// <param name="P90">Nine in ten are not slower.</param>
/// <param name="P99">Ninety-nine in a hundred are not slower.</param>
/// <param name="Max">The slowest.</param>
/// <param name="Errors">Requests that were refused, answered wrongly or not at all, at any time.</param>
/// <param name="FirstError">What the first of them was.</param>
/// <param name="OwnCpu">The generator's own processor time for each request, in microseconds.</param>
internal sealed record LoadResult(
    long Sent, long Counted, double PerSecond, double P50, double P90, double P99, double Max, long Errors, string? FirstError, double OwnCpu);
