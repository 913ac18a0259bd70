using System.Collections.Frozen;
using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Prepares what each obligation needs. One that is not understood, or cannot be discharged, means deny.</summary>
internal sealed class DischargeObligations(IEnumerable<IObligationHandler> handlers, TimeProvider time) : IStage
{
    private readonly FrozenDictionary<string, IObligationHandler> handlers = handlers.ToFrozenDictionary(static h => h.Kind, StringComparer.Ordinal);

    public Stage Stage => Stage.Discharge;

    public async ValueTask<Refusal?> RunAsync(Flight flight, CancellationToken cancellationToken)
    {
        if (flight.Decision.Obligations.IsEmpty)
        {
            return null;
        }

        var conditions = ImmutableArray.CreateBuilder<Condition>();
        var changes = ImmutableArray.CreateBuilder<Change>();
        var request = new DecisionRequest(flight.Who!.Actor, flight.Who.Task, flight.Action!.Action, flight.Action.Facts, time.GetUtcNow()) { Narrowed = flight.Who.Limits?.Scope };
        foreach (var obligation in flight.Decision.Obligations)
        {
            if (!handlers.TryGetValue(obligation.Kind, out var handler))
            {
                var missing = PipelineReasons.NotUnderstood(obligation);
                return flight.Decision.Verdict == Verdict.StepUp
                    ? new Refusal(Verdict.StepUp, [missing, .. flight.Decision.Reasons], "")
                    : new Refusal(missing);
            }

            switch (await handler.DischargeAsync(obligation, request, cancellationToken))
            {
                case Discharge.Ready ready:
                    conditions.AddRange(ready.Conditions);
                    changes.AddRange(ready.Changes);
                    break;
                case Discharge.Impossible impossible:
                    return new Refusal(flight.Decision.Verdict, [impossible.Reason], "");
                default:
                    return new Refusal(PipelineReasons.NotUnderstood(obligation));
            }
        }

        flight.Discharged = new Discharged(conditions.ToImmutable(), changes.ToImmutable());
        return null;
    }
}
