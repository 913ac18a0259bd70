using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>One conditional, durable transaction. After it, and only after it, there is an <see cref="Authorized{T}"/>.</summary>
internal sealed class Record(IJournal journal, IKeyring keyring, Entries entries, TimeProvider time) : IStage
{
    public Stage Stage => Stage.Record;

    public async ValueTask<Refusal?> RunAsync(Flight flight, CancellationToken cancellationToken)
    {
        var who = flight.Who!;
        var action = flight.Action!.Action;
        var now = time.GetUtcNow();
        var task = who.Task.Id;

        var subject = Subject.PseudonymOf(who.Task.Subject, keyring);
        var conditions = ActionConditions.Of(who, action, flight.Release.Release.Id, subject, flight.Discharged.Conditions, now);
        List<Change> changes = [new Change.Touch(task, now), .. who.Changes, .. flight.Discharged.Changes];
        Take(task, action.Effects, changes);
        foreach (var above in who.Task.Ancestors)
        {
            // What was delegated is work of those above: it uses up what is theirs, and keeps them from being idle.
            changes.Add(new Change.Touch(above, now));
            Take(above, action.Effects, changes);
        }

        if (who.Limits is { } limits)
        {
            changes.AddRange(limits.ChangesOf(1));
        }

        if (action.Once(who.Actor.Agent, subject) is { } once)
        {
            conditions.Add(new Condition.Unspent(once));
            changes.Add(new Change.Spend(once, now + ActionRequest.KeptKeys));
        }

        switch (await journal.CommitAsync(conditions, changes, [entries.Decided(flight, Verdict.Allow, [], now), .. flight.Discharged.Entries], cancellationToken))
        {
            case CommitResult.Committed committed:
                // From here on the decision survives power loss, and the use, the budget and the proof are taken.
                flight.Authorized = new Authorized<ActionRequest>(action, task, who.Actor.Instance, flight.DecisionId, committed.Receipt);
                return null;
            case CommitResult.Refused refused:
                return new Refusal(Verdict.Deny, [ConditionReasons.Of(refused.Failed, refused.Found, task)], refused.Found, Stale: refused.Failed is Condition.InForce);
            default:
                return new Refusal(PipelineReasons.Unrecorded);
        }
    }

    private static void Take(TaskId task, Effects effects, List<Change> changes)
    {
        foreach (var kind in Budget.Kinds)
        {
            if (Budget.Cost(effects, kind) is > 0 and var cost)
            {
                changes.Add(new Change.Take(task, kind, cost));
            }
        }
    }
}
