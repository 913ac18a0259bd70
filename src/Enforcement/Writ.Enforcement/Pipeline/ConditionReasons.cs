using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>What a remote party is told when a condition of the Record transaction did not hold.</summary>
internal static class ConditionReasons
{
    /// <param name="failed">The condition.</param>
    /// <param name="found">What was found instead.</param>
    /// <param name="task">The task that was acted for: another one that is named stands above it.</param>
    public static Reason Of(Condition failed, string found, TaskId task) => failed switch
    {
        Condition.TaskLive live when live.Task != task => new Reason(
            "W3127", "law/delegation", $"a task above this one is not open for this: {found}", "what was delegated ends with the work that it was delegated for"),
        Condition.BudgetLeft budget when budget.Task != task => new Reason(
            "W3128", "law/delegation", $"a budget of {Entries.Word(budget.Kind)} above this task is used up", "what is delegated takes from the budgets of all that delegated it"),
        Condition.TaskLive => new Reason("W3110", "law/live-task", $"the task is not open for this: {found}", "the work of this task is over or paused; a new task must be opened"),
        Condition.TaskStands => new Reason("W3110", "law/live-task", $"the task is not open for this: {found}", "the work of this task is over or paused; a new task must be opened"),
        Condition.InstanceLives => new Reason("W3111", "law/live-instance", "the instance is no longer alive here", "run the agent again with `writ run`"),
        Condition.NotContained { Key: { Kind: ContainmentKind.Effect } frozen } => new Reason(
            "W3125", "law/frozen", $"an operator froze what would `{frozen.Name}`", "what only reads goes on; wait until an operator restores it"),
        Condition.NotContained contained => new Reason("W3112", "law/contained", $"an operator contained this {Entries.Word(contained.Key.Kind)}", "wait until an operator restores it"),
        Condition.Unspent { Spend.Kind: "writ" } => new Reason("W3117", "law/revoked", "this writ was taken back", "get a new one for a live task"),
        Condition.Unspent { Spend.Kind: ActionRequest.KeyKind } => new Reason(
            "W3126", "law/idempotency", "a call of this tool with this idempotency key was let through before, and is not done twice", "find out what came of it; what is to be done once more needs a key of its own"),
        Condition.Unspent => new Reason("W3113", "law/single-use", "this proof was used before", "make a new proof for each request"),
        Condition.UsesLeft => new Reason("W3124", "law/uses", "the uses that the writ was issued for are used up", "get another writ of the task; what was sent again is not done again"),
        Condition.BudgetLeft budget => new Reason("W3114", "law/budget", $"the task's budget of {Entries.Word(budget.Kind)} is used up", "the budget is the intent's; a new task starts with a new one"),
        Condition.InForce => new Reason("W3115", "law/release", "the release changed while this was decided", "send it again"),
        Condition.DefinitionPinned => new Reason("W3116", "law/pinned", "the tool's definition is not the one that was pinned", "ask an operator to look at what changed"),
        Condition.ApprovalHolds => new Reason("W3134", "law/approval", $"the approval is not good for this any more: {found}", "send the identical call again; a human is asked anew where one must be"),
        Condition.PendingApprovalsBelow => new Reason("W3132", "law/approvals-pending", "as many approvals as may be are waiting for a human", "wait until some are answered, and ask for less at once"),
        _ => new Reason("W3119", "law/recorded", "a condition of the record did not hold", "ask an operator to look at the log"),
    };
}
