namespace Writ.Enforcement;

/// <summary>One of the seven steps. It fills in its part of the flight, or says no; an exception is a no.</summary>
internal interface IStage
{
    Stage Stage { get; }

    ValueTask<Refusal?> RunAsync(Flight flight, CancellationToken cancellationToken);
}
