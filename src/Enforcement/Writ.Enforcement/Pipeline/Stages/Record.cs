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

        List<Condition> conditions =
        [
            new Condition.TaskLive(task, action.Effects, now),
            new Condition.InstanceLives(who.Actor.Instance),
            .. Condition.NoneContained(ContainmentKey.Stopping(who.Actor, Subject.PseudonymOf(who.Task.Subject, keyring))),
            .. Condition.NoneContained(ContainmentKey.Stopping(action)),
            new Condition.InForce(flight.Release.Release.Id),
            .. who.Conditions,
            .. flight.Discharged.Conditions,
        ];
        List<Change> changes = [new Change.Touch(task, now), .. who.Changes, .. flight.Discharged.Changes];
        foreach (var kind in Budget.Kinds)
        {
            if (Budget.Cost(action.Effects, kind) is > 0 and var cost)
            {
                conditions.Add(new Condition.BudgetLeft(task, kind, cost));
                changes.Add(new Change.Take(task, kind, cost));
            }
        }

        if (who.Limits is { } limits)
        {
            conditions.AddRange(limits.ConditionsOf(1));
            changes.AddRange(limits.ChangesOf(1));
        }

        if (action.Once(who.Actor.Agent) is { } once)
        {
            conditions.Add(new Condition.Unspent(once));
            changes.Add(new Change.Spend(once, now + ActionRequest.KeptKeys));
        }

        if (!action.Definition.IsDefault)
        {
            conditions.Add(new Condition.DefinitionPinned(action.Name, action.Definition));
        }

        switch (await journal.CommitAsync(conditions, changes, [entries.Decided(flight, Verdict.Allow, [], now), .. flight.Discharged.Entries], cancellationToken))
        {
            case CommitResult.Committed committed:
                // From here on the decision survives power loss, and the use, the budget and the proof are taken.
                flight.Authorized = new Authorized<ActionRequest>(action, task, who.Actor.Instance, flight.DecisionId, committed.Receipt);
                return null;
            case CommitResult.Refused refused:
                return new Refusal(Verdict.Deny, [ConditionReasons.Of(refused.Failed, refused.Found)], refused.Found, Stale: refused.Failed is Condition.InForce);
            default:
                return new Refusal(PipelineReasons.Unrecorded);
        }
    }
}
