using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>What must hold at the instant at which an action is let through. Record takes by it, and an evaluation is judged by it: they cannot differ.</summary>
internal static class ActionConditions
{
    /// <summary>The conditions of an action.</summary>
    /// <param name="who">Who acts, with what its credential demands.</param>
    /// <param name="action">What is done.</param>
    /// <param name="release">The release that decided.</param>
    /// <param name="subject">The pseudonym of whom the actor acts for; the zero value when it acts for itself.</param>
    /// <param name="discharged">What the obligations demand.</param>
    /// <param name="now">When.</param>
    public static List<Condition> Of(Authentication.Named who, ActionRequest action, ReleaseId release, Digest256 subject, ImmutableArray<Condition> discharged, DateTimeOffset now)
    {
        List<Condition> conditions =
        [
            .. Condition.Alive(who.Task, action.Effects, subject, now),
            .. Condition.NoneContained(ContainmentKey.Stopping(action)),
            new Condition.InForce(release),
            .. who.Conditions,
            .. discharged,
        ];
        // What was delegated is work of those above: their budgets must hold it too.
        AddBudget(conditions, who.Task.Id, action.Effects);
        foreach (var above in who.Task.Ancestors)
        {
            AddBudget(conditions, above, action.Effects);
        }

        if (who.Limits is { } limits)
        {
            conditions.AddRange(limits.ConditionsOf(1));
        }

        if (!action.Definition.IsDefault)
        {
            conditions.Add(new Condition.DefinitionPinned(action.Name, action.Definition));
        }

        return conditions;
    }

    private static void AddBudget(List<Condition> conditions, TaskId task, Effects effects)
    {
        foreach (var kind in Budget.Kinds)
        {
            if (Budget.Cost(effects, kind) is > 0 and var cost)
            {
                conditions.Add(new Condition.BudgetLeft(task, kind, cost));
            }
        }
    }
}
