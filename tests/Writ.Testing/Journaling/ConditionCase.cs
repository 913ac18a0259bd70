using Writ.Domain;

namespace Writ.Testing;

/// <summary>One way in which a condition of some kind holds or does not, after some changes.</summary>
/// <param name="Name">What the case is about.</param>
/// <param name="Holds">Whether the condition holds.</param>
/// <param name="Make">Makes the changes that lead there and the condition.</param>
public sealed record ConditionCase(string Name, bool Holds, Func<ConditionCase.Facts, (Change[] Changes, Condition Condition)> Make)
{
    /// <summary>Every case there is; each kind of condition has one of either outcome at least.</summary>
    public static IReadOnlyList<ConditionCase> All { get; } =
    [
        new("task-live/open", true, f => ([f.Open], f.Live(Effects.Destructive))),
        new("task-live/unknown", false, f => ([], f.Live(Effects.Read))),
        new("task-live/downgraded-reads", true, f => ([f.Open, f.Move(TaskState.Downgraded)], f.Live(Effects.Read))),
        new("task-live/downgraded-writes", false, f => ([f.Open, f.Move(TaskState.Downgraded)], f.Live(Effects.Read | Effects.Write))),
        new("task-live/suspended", false, f => ([f.Open, f.Move(TaskState.Suspended)], f.Live(Effects.Read))),
        new("task-live/completed", false, f => ([f.Open, f.Move(TaskState.Completed)], f.Live(Effects.Read))),
        new("task-live/revoked", false, f => ([f.Open, f.Move(TaskState.Revoked)], f.Live(Effects.Read))),
        new("task-live/expired", false, f => ([f.Open, f.Move(TaskState.Expired)], f.Live(Effects.Read))),
        new("task-live/no-effects", true, f => ([f.Open], f.Live(Effects.None))),
        new("task-live/before-idle", true, f => ([f.Open], f.Live(Effects.Read, f.Task.Idle - TimeSpan.FromTicks(1)))),
        new("task-live/idle", false, f => ([f.Open], f.Live(Effects.Read, f.Task.Idle))),
        new("task-live/touched", true, f => ([f.Open, f.Touch(f.Task.Idle / 2)], f.Live(Effects.Read, f.Task.Idle))),
        new("task-live/touched-into-the-past", true, f => ([f.Open, f.Touch(-f.Task.Idle)], f.Live(Effects.Read, f.Task.Idle / 2))),
        new("task-live/before-deadline", true, f => ([f.Open, f.Touch(Late(f))], f.Live(Effects.Read, Late(f)))),
        new("task-live/deadline", false, f => ([f.Open, f.Touch(Late(f))], f.Live(Effects.Read, f.Task.Deadline - f.Task.Opened))),
        new("task-stands/same", true, f => ([f.Open], new Condition.TaskStands(f.Task.Id, TaskStanding.JustOpened))),
        new("task-stands/other-state", false, f => ([f.Open, f.Move(TaskState.Revoked)], new Condition.TaskStands(f.Task.Id, TaskStanding.JustOpened))),
        new("task-stands/other-return", false, f => ([f.Open, f.Suspend(TaskState.Downgraded)], new Condition.TaskStands(f.Task.Id, new(TaskState.Suspended, TaskState.Open)))),
        new("task-stands/suspended", true, f => ([f.Open, f.Suspend(TaskState.Downgraded)], new Condition.TaskStands(f.Task.Id, new(TaskState.Suspended, TaskState.Downgraded)))),
        new("task-stands/unknown", false, f => ([], new Condition.TaskStands(f.Task.Id, TaskStanding.JustOpened))),
        new("not-contained/free", true, _ => ([], new Condition.NotContained(ContainmentKey.Everything))),
        new("not-contained/everything", false, _ => ([new Change.Contain(ContainmentKey.Everything)], new Condition.NotContained(ContainmentKey.Everything))),
        new("not-contained/agent", false, _ => ([new Change.Contain(ContainmentKey.Agent(Samples.Agent))], new Condition.NotContained(ContainmentKey.Agent(Samples.Agent)))),
        new("not-contained/same-name-other-kind", true, _ => ([new Change.Contain(ContainmentKey.Agent(Samples.Server))], new Condition.NotContained(ContainmentKey.Server(Samples.Server)))),
        new("not-contained/twice", false, _ => ([new Change.Contain(ContainmentKey.Everything), new Change.Contain(ContainmentKey.Everything)], new Condition.NotContained(ContainmentKey.Everything))),
        new("not-contained/restored", true, _ => ([new Change.Contain(ContainmentKey.Everything), new Change.Restore(ContainmentKey.Everything)], new Condition.NotContained(ContainmentKey.Everything))),
        new("not-contained/restored-without-being", true, _ => ([new Change.Restore(ContainmentKey.Everything)], new Condition.NotContained(ContainmentKey.Everything))),
        new("instance-lives/attested", true, f => ([new Change.AttestInstance(f.Instance)], new Condition.InstanceLives(f.Instance.Id))),
        new("instance-lives/unknown", false, f => ([], new Condition.InstanceLives(f.Instance.Id))),
        new("instance-lives/ended", false, f => ([new Change.AttestInstance(f.Instance), new Change.EndInstance(f.Instance.Id)], new Condition.InstanceLives(f.Instance.Id))),
        new("live-tasks-below/none", true, f => ([], f.Few(1))),
        new("live-tasks-below/one-less", true, f => ([f.Open], f.Few(2))),
        new("live-tasks-below/as-many", false, f => ([f.Open], f.Few(1))),
        new("live-tasks-below/suspended", false, f => ([f.Open, f.Move(TaskState.Suspended)], f.Few(1))),
        new("live-tasks-below/ended", true, f => ([f.Open, f.Move(TaskState.Completed)], f.Few(1))),
        new("live-tasks-below/none-at-all", false, f => ([], f.Few(0))),
        new("unspent/fresh", true, f => ([], new Condition.Unspent(f.Spend))),
        new("unspent/spent", false, f => ([new Change.Spend(f.Spend, f.Now.AddMinutes(5))], new Condition.Unspent(f.Spend))),
        new("unspent/other-kind", true, f => ([new Change.Spend(f.Spend, f.Now.AddMinutes(5))], new Condition.Unspent(f.Spend with { Kind = "approval" }))),
        new("uses-left/fresh", true, f => ([], new Condition.UsesLeft(f.Spend, 3, 3))),
        new("uses-left/more-than-all", false, f => ([], new Condition.UsesLeft(f.Spend, 3, 4))),
        new("uses-left/last", true, f => ([f.Use(2)], new Condition.UsesLeft(f.Spend, 3, 1))),
        new("uses-left/taken", false, f => ([f.Use(2), f.Use(1)], new Condition.UsesLeft(f.Spend, 3, 1))),
        new("uses-left/none-at-all", false, f => ([], new Condition.UsesLeft(f.Spend, 0, 1))),
        new("uses-left/other-counter", true, f => ([f.Use(3)], new Condition.UsesLeft(f.Spend with { Kind = "other" }, 3, 1))),
        new("uses-left/spent-is-no-use", true, f => ([new Change.Spend(f.Spend, f.Now.AddMinutes(5))], new Condition.UsesLeft(f.Spend, 1, 1))),
        new("join-offered/never", false, f => ([], f.Joins())),
        new("join-offered/offered", true, f => ([f.Offer()], f.Joins())),
        new("join-offered/taken", false, f => ([f.Offer(), new Change.TakeJoin(f.Offer().Offer.Token)], f.Joins())),
        new("join-offered/other-agent", false, f => ([f.Offer()], f.Joins() with { Agent = Slug.Parse("other") })),
        new("join-offered/other-token", false, f => ([f.Offer()], f.Joins() with { Token = Digest("other") })),
        new("join-offered/last-instant", true, f => ([f.Offer()], f.Joins() with { Now = f.Now.AddMinutes(5).AddTicks(-1) })),
        new("join-offered/past-its-end", false, f => ([f.Offer()], f.Joins() with { Now = f.Now.AddMinutes(5) })),
        new("budget-left/enough", true, f => ([f.Open], new Condition.BudgetLeft(f.Task.Id, BudgetKind.Egress, 10))),
        new("budget-left/too-much", false, f => ([f.Open], new Condition.BudgetLeft(f.Task.Id, BudgetKind.Egress, 11))),
        new("budget-left/last", true, f => ([f.Open, f.Take(BudgetKind.Egress, 9)], new Condition.BudgetLeft(f.Task.Id, BudgetKind.Egress, 1))),
        new("budget-left/taken", false, f => ([f.Open, f.Take(BudgetKind.Egress, 10)], new Condition.BudgetLeft(f.Task.Id, BudgetKind.Egress, 1))),
        new("budget-left/other-kind-taken", true, f => ([f.Open, f.Take(BudgetKind.Egress, 10)], new Condition.BudgetLeft(f.Task.Id, BudgetKind.Calls, 1000))),
        new("budget-left/beyond-counting", false, f => ([f.Open, f.Take(BudgetKind.Calls, long.MaxValue), f.Take(BudgetKind.Calls, long.MaxValue)], new Condition.BudgetLeft(f.Task.Id, BudgetKind.Calls, 1))),
        new("budget-left/no-such-kind", false, f => ([f.Open], new Condition.BudgetLeft(f.Task.Id, BudgetKind.None, 1))),
        new("budget-left/unknown", false, f => ([], new Condition.BudgetLeft(f.Task.Id, BudgetKind.Calls, 1))),
        new("in-force/none", true, _ => ([], new Condition.InForce(default))),
        new("in-force/before-the-first", false, _ => ([], new Condition.InForce(Samples.Release()))),
        new("in-force/this", true, _ => ([Activate("release")], new Condition.InForce(Samples.Release()))),
        new("in-force/one-before", false, _ => ([Activate("release"), Activate("next")], new Condition.InForce(Samples.Release()))),
        new("in-force/back-again", true, _ => ([Activate("release"), Activate("next"), Activate("release")], new Condition.InForce(Samples.Release()))),
        new("in-force/none-after-the-first", false, _ => ([Activate("release")], new Condition.InForce(default))),
        new("definition-pinned/not-yet", true, _ => ([], new Condition.DefinitionPinned(Samples.Tool, default))),
        new("definition-pinned/unknown", false, _ => ([], new Condition.DefinitionPinned(Samples.Tool, Digest("one")))),
        new("definition-pinned/this", true, _ => ([new Change.PinDefinition(Samples.Tool, Digest("one"))], new Condition.DefinitionPinned(Samples.Tool, Digest("one")))),
        new("definition-pinned/other", false, _ => ([new Change.PinDefinition(Samples.Tool, Digest("two"))], new Condition.DefinitionPinned(Samples.Tool, Digest("one")))),
        new("approval-stands/same", true, f => ([f.Ask()], new Condition.ApprovalStands(f.Approval.Id, ApprovalState.Pending))),
        new("approval-stands/moved", false, f => ([f.Ask(), f.Answer(ApprovalState.Approved)], new Condition.ApprovalStands(f.Approval.Id, ApprovalState.Pending))),
        new("approval-stands/past-its-end", true, f => ([f.Ask(f.Approval with { Expires = f.Now.AddTicks(-1) })], new Condition.ApprovalStands(f.Approval.Id, ApprovalState.Pending))),
        new("approval-stands/unknown", false, f => ([], new Condition.ApprovalStands(f.Approval.Id, ApprovalState.Pending))),
        new("approval-holds/pending", true, f => ([f.Ask()], f.Holds(ApprovalState.Pending))),
        new("approval-holds/approved", true, f => ([f.Ask(), f.Answer(ApprovalState.Approved)], f.Holds())),
        new("approval-holds/not-yet", false, f => ([f.Ask()], f.Holds())),
        new("approval-holds/spent", false, f => ([f.Ask(), f.Answer(ApprovalState.Approved), f.Answer(ApprovalState.Spent)], f.Holds())),
        new("approval-holds/denied", false, f => ([f.Ask(), f.Answer(ApprovalState.Denied)], f.Holds())),
        new("approval-holds/last-instant", true, f => ([f.Ask(), f.Answer(ApprovalState.Approved)], f.Holds() with { Now = f.Approval.Expires.AddTicks(-1) })),
        new("approval-holds/past-its-end", false, f => ([f.Ask(), f.Answer(ApprovalState.Approved)], f.Holds() with { Now = f.Approval.Expires })),
        new("approval-holds/other-task", false, f => ([f.Ask(), f.Answer(ApprovalState.Approved)], f.Holds(f.Approval.Binding with { Task = f.OtherTask }))),
        new("approval-holds/other-bytes", false, f => ([f.Ask(), f.Answer(ApprovalState.Approved)], f.Holds(f.Approval.Binding with { Request = Digest("other") }))),
        new("approval-holds/other-definition", false, f => ([f.Ask(), f.Answer(ApprovalState.Approved)], f.Holds(f.Approval.Binding with { Definition = Digest("other") }))),
        new("approval-holds/other-release", false, f => ([f.Ask(), f.Answer(ApprovalState.Approved)], f.Holds(f.Approval.Binding with { Release = Samples.Release("other") }))),
        new("approval-holds/other-context", false, f => ([f.Ask(), f.Answer(ApprovalState.Approved)], f.Holds(f.Approval.Binding with { Context = Digest("other") }))),
        new("approval-holds/unknown", false, f => ([], f.Holds())),
        new("no-open-approval/none", true, f => ([], f.NoneOpen())),
        new("no-open-approval/pending", false, f => ([f.Ask()], f.NoneOpen())),
        new("no-open-approval/approved", false, f => ([f.Ask(), f.Answer(ApprovalState.Approved)], f.NoneOpen())),
        new("no-open-approval/spent", true, f => ([f.Ask(), f.Answer(ApprovalState.Spent)], f.NoneOpen())),
        new("no-open-approval/other-task", true, f => ([f.Ask()], f.NoneOpen() with { Task = f.OtherTask })),
        new("no-open-approval/other-bytes", true, f => ([f.Ask()], f.NoneOpen() with { Request = Digest("other") })),
        new("pending-approvals-below/none", true, f => ([], f.FewAsked(1))),
        new("pending-approvals-below/one-less", true, f => ([f.Ask()], f.FewAsked(2))),
        new("pending-approvals-below/as-many", false, f => ([f.Ask()], f.FewAsked(1))),
        new("pending-approvals-below/answered", true, f => ([f.Ask(), f.Answer(ApprovalState.Approved)], f.FewAsked(1))),
        new("pending-approvals-below/of-the-task", false, f => ([f.Ask()], f.FewAsked(1) with { Task = f.Task.Id })),
        new("pending-approvals-below/of-another-task", true, f => ([f.Ask()], f.FewAsked(1) with { Task = f.OtherTask })),
        new("pending-approvals-below/of-another-agent", true, f => ([f.Ask()], f.FewAsked(1) with { Agent = Slug.Parse("other") })),
        new("not-voted/nobody", true, f => ([f.Ask()], new Condition.NotVoted(f.Approval.Id, "operator"))),
        new("not-voted/this-one", false, f => ([f.Ask(), f.Vote("operator")], new Condition.NotVoted(f.Approval.Id, "operator"))),
        new("not-voted/another", true, f => ([f.Ask(), f.Vote("other")], new Condition.NotVoted(f.Approval.Id, "operator"))),
        new("definition-pinned/pinned-anew", true, _ => ([new Change.PinDefinition(Samples.Tool, Digest("two")), new Change.PinDefinition(Samples.Tool, Digest("one"))], new Condition.DefinitionPinned(Samples.Tool, Digest("one")))),
    ];

    /// <inheritdoc />
    public override string ToString() => Name;

    private static Digest256 Digest(string text) => Digest256.Sha256(System.Text.Encoding.UTF8.GetBytes(text));

    private static Change.Activate Activate(string content) => new(Samples.Release(content), System.Text.Encoding.UTF8.GetBytes(content));

    private static TimeSpan Late(Facts facts) => facts.Task.Deadline - facts.Task.Opened - TimeSpan.FromTicks(1);

    /// <summary>What a case is made from.</summary>
    /// <param name="Task">A task that is not open yet.</param>
    /// <param name="Instance">An instance that is not attested yet.</param>
    /// <param name="Spend">A value that is not spent.</param>
    /// <param name="Now">The instant.</param>
    /// <param name="Approval">An approval of the task that is not open yet.</param>
    /// <param name="OtherTask">A task that is none of these.</param>
    public sealed record Facts(AgentTask Task, AttestedInstance Instance, SpendKey Spend, DateTimeOffset Now, Approval Approval, TaskId OtherTask)
    {
        /// <summary>Opens the approval, or one like it.</summary>
        public Change Ask(Approval? like = null) => new Change.OpenApproval(like ?? Approval, Samples.Pending);

        /// <summary>Moves it.</summary>
        public Change Answer(ApprovalState state) => new Change.MoveApproval(Approval.Id, state);

        /// <summary>Notes an answer.</summary>
        public Change Vote(string by) => new Change.Vote(Approval.Id, new ApprovalVote(by, ApprovalMethod.LocalOperator, ApprovalEdge.Approve, Now));

        /// <summary>Asks whether it stands for exactly what it was opened for.</summary>
        public Condition.ApprovalHolds Holds(ApprovalState state = ApprovalState.Approved) => new(Approval.Id, state, Approval.Binding, Now);

        /// <summary>Asks whether it is approved for this.</summary>
        public Condition.ApprovalHolds Holds(ApprovalBinding binding) => new(Approval.Id, ApprovalState.Approved, binding, Now);

        /// <summary>Asks whether none is open for the same.</summary>
        public Condition.NoOpenApproval NoneOpen() => new(Approval.Binding.Task, Approval.Binding.Request);

        /// <summary>Asks whether fewer are pending for its agent.</summary>
        public Condition.PendingApprovalsBelow FewAsked(int limit) => new(Approval.Agent, default, limit);

        /// <summary>Opens the task.</summary>
        public Change Open => new Change.OpenTask(Task);

        /// <summary>Gives a join token out, for five minutes.</summary>
        public Change.OfferJoin Offer() => new(new JoinOffer(Digest("token"), Samples.Agent, Now.AddMinutes(5)));

        /// <summary>Asks whether it can be taken.</summary>
        public Condition.JoinOffered Joins() => new(Digest("token"), Samples.Agent, Now);

        /// <summary>Asks whether its instance has fewer live tasks.</summary>
        public Condition Few(int limit) => new Condition.LiveTasksBelow(Task.Actor.Instance, limit);

        /// <summary>Moves it.</summary>
        public Change Move(TaskState state) => new Change.MoveTask(Task.Id, new TaskStanding(state, TaskState.None));

        /// <summary>Suspends it.</summary>
        public Change Suspend(TaskState returns) => new Change.MoveTask(Task.Id, new TaskStanding(TaskState.Suspended, returns));

        /// <summary>Touches it so long after it opened.</summary>
        public Change Touch(TimeSpan after) => new Change.Touch(Task.Id, Now + after);

        /// <summary>Takes from its budget.</summary>
        public Change Take(BudgetKind kind, long amount) => new Change.Take(Task.Id, kind, amount);

        /// <summary>Takes from the counter of the same key as the value.</summary>
        public Change Use(int amount) => new Change.TakeUses(Spend, amount, Now.AddMinutes(5));

        /// <summary>Asks whether it lives so long after it opened.</summary>
        public Condition Live(Effects effects, TimeSpan after = default) => new Condition.TaskLive(Task.Id, effects, Now + after);
    }
}
