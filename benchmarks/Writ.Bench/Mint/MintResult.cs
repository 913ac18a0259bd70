namespace Writ.Bench.Mint;

/// <summary>What the client inside the task measured.</summary>
/// <param name="P50">The median of one exchange at a time, in milliseconds.</param>
/// <param name="P95">Its 95th percentile.</param>
/// <param name="PerSecond">Exchanges a second, sixteen at a time.</param>
/// <param name="SvidsPerSecond">X.509-SVIDs a second from the Workload API, eight calls at a time.</param>
/// <param name="Errors">What went wrong.</param>
internal sealed record MintResult(double P50, double P95, double PerSecond, double SvidsPerSecond, int Errors);
