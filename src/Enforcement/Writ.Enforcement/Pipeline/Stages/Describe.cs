namespace Writ.Enforcement;

/// <summary>From the protocol's bytes to an action and facts.</summary>
internal sealed class Describe : IStage
{
    public Stage Stage => Stage.Describe;

    public async ValueTask<Refusal?> RunAsync(Flight flight, CancellationToken cancellationToken)
    {
        switch (await flight.Call.DescribeAsync(flight.Who!, flight.Release, cancellationToken))
        {
            case Description.Described described:
                flight.Action = described;
                return null;
            case Description.Refused refused:
                return new Refusal(refused.Reason);
            default:
                return new Refusal(PipelineReasons.Undescribed);
        }
    }
}
