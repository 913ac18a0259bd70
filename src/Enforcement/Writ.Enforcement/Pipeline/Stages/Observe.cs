using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Filters and labels the result, and records the outcome; only then may a byte of it be released.</summary>
internal sealed class Observe(IJournal journal, Entries entries) : IStage
{
    public Stage Stage => Stage.Observe;

    public async ValueTask<Refusal?> RunAsync(Flight flight, CancellationToken cancellationToken)
    {
        var arrived = flight.Forwarding!;
        flight.Forwarding = await flight.Call.ObserveAsync(arrived, CancellationToken.None);
        journal.Defer(entries.Observed(flight, arrived.Outcome, arrived.Result));
        return null;
    }
}
