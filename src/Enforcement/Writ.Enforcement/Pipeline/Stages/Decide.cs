using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Laws, then the release's policies, in one pass.</summary>
internal sealed class Decide(TimeProvider time) : IStage
{
    public Stage Stage => Stage.Decide;

    public ValueTask<Refusal?> RunAsync(Flight flight, CancellationToken cancellationToken)
    {
        var who = flight.Who!;
        var action = flight.Action!;
        flight.Decision = flight.Release.Decisions.Decide(new DecisionRequest(who.Actor, who.Task, action.Action, action.Facts, time.GetUtcNow()) { Narrowed = who.Limits?.Scope });
        if (flight.Decision.Verdict != Verdict.Deny && flight.Decision.Release != flight.Release.Release.Id)
        {
            // Whatever it was made by, it was not the release that this action took hold of.
            return new(new Refusal(PipelineReasons.OfAnotherRelease));
        }

        return new(flight.Decision.Verdict == Verdict.Deny ? new Refusal(Verdict.Deny, flight.Decision.Reasons, "") : null);
    }
}
