using System.Collections.Frozen;
using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Prepares what each obligation needs, kind by kind. One that is not understood, or cannot be discharged, means deny.</summary>
internal sealed class DischargeObligations(IEnumerable<IObligationHandler> handlers, TimeProvider time, TimeSpan holdLimit) : IStage
{
    private readonly FrozenDictionary<string, IObligationHandler> handlers = handlers.ToFrozenDictionary(static h => h.Kind, StringComparer.Ordinal);

    public Stage Stage => Stage.Discharge;

    public async ValueTask<Refusal?> RunAsync(Flight flight, CancellationToken cancellationToken)
    {
        var obligations = flight.Decision.Obligations;
        if (obligations.IsEmpty)
        {
            return null;
        }

        // Before anybody is asked anything: what nobody understands is refused whatever the rest says.
        foreach (var obligation in obligations)
        {
            if (!handlers.ContainsKey(obligation.Kind))
            {
                var missing = PipelineReasons.NotUnderstood(obligation);
                return flight.Decision.Verdict == Verdict.StepUp
                    ? new Refusal(Verdict.StepUp, [missing, .. flight.Decision.Reasons], "")
                    : new Refusal(missing);
            }
        }

        var conditions = ImmutableArray.CreateBuilder<Condition>();
        var changes = ImmutableArray.CreateBuilder<Change>();
        var entries = ImmutableArray.CreateBuilder<LedgerEntry>();
        foreach (var kind in obligations.Select(static o => o.Kind).Distinct(StringComparer.Ordinal))
        {
            switch (await handlers[kind].DischargeAsync(DutyOf(flight, kind), cancellationToken))
            {
                case Discharge.Ready ready:
                    conditions.AddRange(ready.Conditions);
                    changes.AddRange(ready.Changes);
                    entries.AddRange(ready.Entries);
                    break;
                case Discharge.Pending pending:
                    return new Refusal(Verdict.StepUp, [pending.Reason, .. flight.Decision.Reasons], "") { Approval = pending.Approval };
                case Discharge.Again again:
                    return new Refusal(Verdict.Deny, [again.Reason], "", Stale: true);
                case Discharge.Impossible impossible:
                    return new Refusal(impossible.Reason);
                default:
                    return new Refusal(PipelineReasons.NotUnderstood(obligations.First(o => o.Kind == kind)));
            }
        }

        flight.Discharged = new Discharged(conditions.ToImmutable(), changes.ToImmutable(), entries.ToImmutable());
        return null;
    }

    private Duty DutyOf(Flight flight, string kind)
    {
        var request = new DecisionRequest(flight.Who!.Actor, flight.Who.Task, flight.Action!.Action, flight.Action.Facts, time.GetUtcNow()) { Narrowed = flight.Who.Limits?.Scope };
        var left = holdLimit - time.GetElapsedTime(flight.Began);
        return new Duty(
            [.. flight.Decision.Obligations.Where(o => o.Kind == kind)], flight.DecisionId, flight.Decision, request, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }
}
