namespace Writ.Bench.Revoke;

/// <summary>What the agent saw of one revocation; times in milliseconds from the operator's command.</summary>
/// <param name="Refused">When the first refusal arrived.</param>
/// <param name="LastSent">When the last call was sent that still passed; zero when that was before the command.</param>
/// <param name="StartedLate">How many calls passed although they were sent after the command was answered.</param>
/// <param name="PerSecond">Calls that passed a second, from when all went on to the command.</param>
internal sealed record RevokeRound(double Refused, double LastSent, int StartedLate, double PerSecond)
{
    /// <summary>When the operator had the answer.</summary>
    public double Answered { get; init; }
}
