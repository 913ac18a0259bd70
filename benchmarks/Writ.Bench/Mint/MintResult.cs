namespace Writ.Bench.Mint;

/// <summary>What the client inside the task measured.</summary>
/// <param name="P50">The median of one exchange at a time, in milliseconds.</param>
/// <param name="P95">Its 95th percentile.</param>
/// <param name="PerSecond">Exchanges a second, sixteen at a time.</param>
/// <param name="SvidsPerSecond">X.509-SVIDs a second from the Workload API, eight calls at a time.</param>
/// <param name="DpopVerified">Requests a second at the tools zone, each with a fresh proof.</param>
/// <param name="MtlsVerified">The same over mutual TLS, without proofs.</param>
/// <param name="Handshakes">Full TLS handshakes with a client certificate a second.</param>
/// <param name="Errors">What went wrong.</param>
internal sealed record MintResult(double P50, double P95, double PerSecond, double SvidsPerSecond, double DpopVerified, double MtlsVerified, double Handshakes, int Errors);
