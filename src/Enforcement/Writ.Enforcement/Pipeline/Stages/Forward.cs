namespace Writ.Enforcement;

/// <summary>Performs the action. It is not ended by the caller's going away, only by the time limit: what began is seen to its end, so that the outcome is known.</summary>
internal sealed class Forward(TimeProvider time, TimeSpan limit) : IStage
{
    public Stage Stage => Stage.Forward;

    public async ValueTask<Refusal?> RunAsync(Flight flight, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        flight.ForwardedAt = time.GetTimestamp();
        flight.Forwarding = await flight.Call.ForwardAsync(flight.Authorized!, timeout.Token);
        return null;
    }
}
