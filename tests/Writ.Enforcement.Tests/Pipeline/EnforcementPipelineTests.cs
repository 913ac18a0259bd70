using FsCheck;
using FsCheck.Fluent;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Enforcement.Tests.Pipeline;

public sealed class EnforcementPipelineTests
{
    private static readonly Reason No = new("W3130", "policies/a.cedar#0", "no", "do without");

    [Fact]
    public async Task Run_Allowed_RecordsBeforeItForwardsAndObservesAfter()
    {
        using var rig = new Rig();
        LedgerEntry[] before = [];
        var call = new FakeCall
        {
            Forwarding = (action, _) =>
            {
                before = [.. rig.World.Journal.Entries];
                return new(new Forwarding(action.Consume().Message, ActionOutcome.Succeeded));
            },
        };

        var performed = Assert.IsType<ActionResult.Performed>(await rig.RunAsync(call));

        var decided = Assert.IsType<LedgerEntry.ActionDecided>(before[^1]);
        Assert.Equal((performed.Decision, Verdict.Allow), (decided.Decision, decided.Verdict));
        Assert.Equal(performed.Decision, Assert.IsType<LedgerEntry.ActionObserved>(rig.World.Journal.Entries[^1]).Decision);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Run_WritOfCountedUses_RunsSoManyOfTwoHundredAtOnce(int uses)
    {
        using var rig = new Rig();
        var limits = new WritLimits(null, uses, new SpendKey("writ-uses", Digest256.Sha256("writ"u8)), rig.World.Time.GetUtcNow().AddMinutes(5));
        rig.World.Authenticator.On = _ => new Authentication.Named(rig.World.Task.Actor, rig.World.Task, default, [], []) { Limits = limits };
        var calls = Enumerable.Range(0, 200).Select(static _ => new FakeCall()).ToArray();
        var results = await Task.WhenAll(calls.Select(call => Task.Run(async () => await rig.RunAsync(call))));
        Assert.Equal(uses, results.OfType<ActionResult.Performed>().Count());
        Assert.Equal(uses, calls.Sum(static c => c.Forwarded));
        Assert.All(results.OfType<ActionResult.Refused>(), static r => Assert.Equal(("W3124", Stage.Record), (r.Denial.Reason.Code, r.Stage)));

        // Without a count the task's budget alone holds.
        rig.World.Authenticator.On = null;
        Assert.IsType<ActionResult.Performed>(await rig.RunAsync(new FakeCall()));
    }

    [Fact]
    public async Task Run_NarrowedWrit_IsDecidedWithItsScope()
    {
        using var rig = new Rig();
        DecisionRequest? asked = null;
        rig.World.OnAction = request =>
        {
            asked = request;
            return Decision.Allow(rig.World.Current!.Release.Id, ["p"], []);
        };
        rig.World.Authenticator.On = _ => new Authentication.Named(rig.World.Task.Actor, rig.World.Task, default, [], []) { Limits = new WritLimits(Scope.Nothing, null, default, default) };
        Assert.IsType<ActionResult.Performed>(await rig.RunAsync(new FakeCall()));
        Assert.Equal(Scope.Nothing, asked!.Narrowed);
    }

    [Fact]
    public async Task Run_NoRelease_Denies()
    {
        using var rig = new Rig();
        rig.World.Current = null;
        await DeniesAsync(rig, new FakeCall(), Stage.Authenticate, Cause.Refused, "W3101");
    }

    [Fact]
    public async Task Run_DecisionThatNobodyMade_Denies()
    {
        using var rig = new Rig();
        rig.World.OnAction = static _ => default;
        await DeniesAsync(rig, new FakeCall(), Stage.Decide, Cause.Refused, "W3100");
    }

    [Fact]
    public async Task Run_EachStageRefusing_DeniesThere()
    {
        using var rig = new Rig();
        rig.World.Authenticator.On = static _ => new Authentication.Refused(No, "");
        await DeniesAsync(rig, new FakeCall(), Stage.Authenticate, Cause.Refused, No.Code);
        rig.World.Authenticator.On = null;
        await DeniesAsync(rig, new FakeCall { Describing = static (_, _) => new(new Description.Refused(No)) }, Stage.Describe, Cause.Refused, No.Code);
        await DeniesAsync(rig, new FakeCall { Describing = static (_, _) => new((Description)null!) }, Stage.Describe, Cause.Refused, "W4001");
        rig.World.OnAction = request => Decision.Deny(rig.World.Current!.Release.Id, [No], []);
        await DeniesAsync(rig, new FakeCall(), Stage.Decide, Cause.Refused, No.Code);
        rig.World.OnAction = request => Decision.Allow(rig.World.Current!.Release.Id, ["p"], [new Obligation("redact", "", "p")]);
        await DeniesAsync(rig, new FakeCall(), Stage.Discharge, Cause.Refused, "W3121");
        rig.World.OnAction = request => Decision.StepUp(rig.World.Current!.Release.Id, [No], ["p"], [new Obligation(Obligation.Approval, "owner", "p")]);
        await DeniesAsync(rig, new FakeCall(), Stage.Discharge, Cause.Refused, "W3120", Verdict.StepUp);
    }

    [Fact]
    public async Task Run_ApprovalGranted_RecordsWhatItTakesBesideTheDecision()
    {
        using var rig = new Rig();
        var spend = new SpendKey("approval", Digest256.Sha256("a"u8));
        var approvals = Asked(rig, _ => new ApprovalAnswer.Granted([new Condition.Unspent(spend)], [new Change.Spend(spend, rig.World.Time.GetUtcNow().AddMinutes(1))], [rig.World.Samples.Entry("spent")]));
        var call = new FakeCall();
        Assert.IsType<ActionResult.Performed>(await rig.RunAsync(call));
        Assert.Equal("W3113", Assert.IsType<ActionResult.Refused>(await rig.RunAsync(call)).Denial.Reason.Code);
        Assert.Equal((1, 2), (call.Forwarded, approvals.Asked.Count));
        Assert.Single(rig.World.Journal.Entries.OfType<LedgerEntry.InstanceEnded>(), static e => e.Cause == "spent");
    }

    [Fact]
    public async Task Run_ApprovalPending_IsAStepUpWithItsHandle()
    {
        using var rig = new Rig();
        var id = ApprovalId.New(rig.World.Ulids);
        Asked(rig, _ => new ApprovalAnswer.Pending(id, rig.World.Time.GetUtcNow()));
        var call = new FakeCall();
        var refused = Assert.IsType<ActionResult.Refused>(await rig.RunAsync(call));
        Assert.Equal((Verdict.StepUp, "W3130", id, 0), (refused.Denial.Verdict, refused.Denial.Reason.Code, refused.Denial.Approval, call.Forwarded));
        Assert.Contains(id.ToString(), refused.Denial.Reason.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ApprovalRefusedOrUnmet_IsADenialWithItsReason()
    {
        using var rig = new Rig();
        Asked(rig, static _ => new ApprovalAnswer.Refused(No));
        await DeniesAsync(rig, new FakeCall(), Stage.Discharge, Cause.Refused, No.Code);
        using var other = new Rig();
        Asked(other, static _ => new ApprovalAnswer.Unmet(new Condition.PendingApprovalsBelow(Samples.Agent, default, 8), "8 pending"));
        await DeniesAsync(other, new FakeCall(), Stage.Discharge, Cause.Refused, "W3132");
    }

    [Fact]
    public async Task Run_AnswerWhileHeld_IsDecidedAgainWithThePatienceThatIsLeft()
    {
        var time = new ManualTime();
        using var rig = new Rig(time);
        var decided = 0;
        var approvals = Asked(rig, _ =>
        {
            time.Advance(TimeSpan.FromSeconds(8));
            return new ApprovalAnswer.Changed();
        });
        var ask = rig.World.OnAction!;
        rig.World.OnAction = request =>
        {
            decided++;
            return ask(request);
        };
        await DeniesAsync(rig, new FakeCall(), Stage.Discharge, Cause.Refused, "W3115");
        Assert.Equal(3, decided);
        Assert.Equal([TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(4)], approvals.Asked.Select(static q => q.Patience));
        await DeniesAsync(rig, new FakeCall(), Stage.Discharge, Cause.Refused, "W3115");
    }

    [Fact]
    public async Task Run_ObligationThatNobodyUnderstandsBesideAnApproval_AsksNobody()
    {
        using var rig = new Rig();
        var approvals = Asked(rig, static _ => new ApprovalAnswer.Refused(No), new Obligation("redact", "", "p"));
        await DeniesAsync(rig, new FakeCall(), Stage.Discharge, Cause.Refused, "W3121", Verdict.StepUp);
        Assert.Empty(approvals.Asked);
    }

    private static ScriptedApprovals Asked(Rig rig, Func<ApprovalQuestion, ApprovalAnswer> answer, params Obligation[] more)
    {
        var approvals = new ScriptedApprovals(answer);
        rig.Obligations.Add(new ApprovalHandler(approvals));
        rig.World.OnAction = _ => Decision.StepUp(rig.World.Current!.Release.Id, [No], ["p"], [new Obligation(Obligation.Approval, "owner", "p"), .. more]);
        return approvals;
    }

    private sealed class ScriptedApprovals(Func<ApprovalQuestion, ApprovalAnswer> answer) : IApprovals
    {
        public List<ApprovalQuestion> Asked { get; } = [];

        public ValueTask<ApprovalAnswer> AskAsync(ApprovalQuestion question, CancellationToken cancellationToken)
        {
            Asked.Add(question);
            return new(answer(question));
        }
    }

    public static TheoryData<string, string> Conditions() => new()
    {
        { "task", "W3110" }, { "instance", "W3111" }, { "everything", "W3112" }, { "agent", "W3112" }, { "server", "W3112" }, { "proof", "W3113" }, { "budget", "W3114" },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task Run_ConditionThatFailsBetweenDecideAndRecord_DeniesThisActionWithItsReason(string what, string code)
    {
        using var rig = new Rig();
        var world = rig.World;
        var proof = new SpendKey("dpop", Digest256.Sha256("proof"u8));
        world.Authenticator.On = _ => new Authentication.Named(world.Task.Actor, world.Task, default, [new Condition.Unspent(proof)], [new Change.Spend(proof, world.Time.GetUtcNow())]);
        world.Journal.BeforeCommit = () => world.Commit(what switch
        {
            "task" => new Change.MoveTask(world.Task.Id, new TaskStanding(TaskState.Revoked, TaskState.None)),
            "instance" => new Change.EndInstance(world.Task.Actor.Instance),
            "everything" => new Change.Contain(ContainmentKey.Everything),
            "agent" => new Change.Contain(ContainmentKey.Agent(Samples.Agent)),
            "server" => new Change.Contain(ContainmentKey.Server(Samples.Server)),
            "proof" => new Change.Spend(proof, world.Time.GetUtcNow()),
            _ => new Change.Take(world.Task.Id, BudgetKind.Calls, 1000),
        });

        await DeniesAsync(rig, new FakeCall(), Stage.Record, Cause.Refused, code);
    }

    /// <summary>T24: an engine that answers by another release than the one that the action took hold of lets nothing pass.</summary>
    [Fact]
    public async Task Run_DecisionByAnotherRelease_Denies()
    {
        using var rig = new Rig();
        rig.World.OnAction = static _ => Decision.Allow(ReleaseId.Of(Digest256.Sha256("another"u8)), ["p"], []);
        await DeniesAsync(rig, new FakeCall(), Stage.Decide, Cause.Refused, "W3100");
    }

    /// <summary>T24: an engine that crashes or takes too long denies.</summary>
    [Theory]
    [InlineData(typeof(InvalidOperationException), Cause.Faulted, "W4017")]
    [InlineData(typeof(IndexOutOfRangeException), Cause.Faulted, "W4017")]
    [InlineData(typeof(OutOfMemoryException), Cause.Faulted, "W4017")]
    [InlineData(typeof(TimeoutException), Cause.TimedOut, "W4013")]
    [InlineData(typeof(OperationCanceledException), Cause.TimedOut, "W4013")]
    public async Task Run_EngineFault_Denies(Type fault, Cause cause, string code)
    {
        using var rig = new Rig();
        rig.World.OnAction = _ => throw (Exception)Activator.CreateInstance(fault)!;
        await DeniesAsync(rig, new FakeCall(), Stage.Decide, cause, code);
    }

    public static TheoryData<Stage, string, Cause> Faults()
    {
        var data = new TheoryData<Stage, string, Cause>();
        foreach (var stage in Enum.GetValues<Stage>())
        {
            data.Add(stage, "timeout", Cause.TimedOut);
            data.Add(stage, "upstream", Cause.Unavailable);
            data.Add(stage, "journal", Cause.Unavailable);
            data.Add(stage, "bug", Cause.Faulted);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Run_ExceptionInAStage_EndsInTheOneCatchThatNamesStageAndCause(Stage stage, string kind, Cause cause)
    {
        using var rig = new Rig { Listener = new Thrower(stage, kind) };
        var call = new FakeCall();

        var result = await rig.RunAsync(call);

        if (stage <= Stage.Record)
        {
            var refused = Assert.IsType<ActionResult.Refused>(result);
            Assert.Equal((stage, cause, 0), (refused.Stage, refused.Cause, call.Forwarded));
        }
        else
        {
            var broken = Assert.IsType<ActionResult.Broken>(result);
            Assert.Equal((stage, cause), (broken.Stage, broken.Cause));
            Assert.Equal(ActionOutcome.Unknown, Assert.IsType<LedgerEntry.ActionObserved>(rig.World.Journal.Entries[^1]).Outcome);
        }
    }

    [Fact]
    public async Task Run_JournalThatCannotCommit_ForwardsNothing()
    {
        using var rig = new Rig();
        rig.World.Journal.Unavailable = true;
        await DeniesAsync(rig, new FakeCall(), Stage.Record, Cause.Unavailable, "W5100");
    }

    [Fact]
    public async Task Run_AuthorizedConsumedTwice_BreaksTheSecondTime()
    {
        using var rig = new Rig();
        var effects = 0;
        var call = new FakeCall
        {
            Forwarding = (action, _) =>
            {
                action.Consume();
                effects++;
                action.Consume();
                effects++;
                return default;
            },
        };

        Assert.Equal((Stage.Forward, Cause.Faulted), Assert.IsType<ActionResult.Broken>(await rig.RunAsync(call)) is var broken ? (broken.Stage, broken.Cause) : default);
        Assert.Equal(1, effects);
    }

    [Fact]
    public async Task Run_ReleaseThatChangesBetweenDecideAndRecord_IsDecidedAgainByTheNewOneAlone()
    {
        using var rig = new Rig();
        rig.World.Journal.BeforeCommit = () =>
        {
            rig.World.Activate();
            rig.World.OnAction = request => Decision.Deny(rig.World.Current!.Release.Id, [No], []);
        };
        var call = new FakeCall();

        await DeniesAsync(rig, call, Stage.Decide, Cause.Refused, No.Code);
        Assert.Equal(2, call.Described);
    }

    [Fact]
    public async Task Run_ClientThatLeavesAfterRecord_IsObservedAllTheSame()
    {
        using var rig = new Rig();
        using var client = new CancellationTokenSource();
        var call = new FakeCall
        {
            Forwarding = async (action, token) =>
            {
                await client.CancelAsync();
                token.ThrowIfCancellationRequested();
                return new Forwarding(action.Consume().Message, ActionOutcome.Succeeded);
            },
        };

        Assert.IsType<ActionResult.Performed>(await rig.RunForAsync(call, client.Token));
        Assert.Equal(ActionOutcome.Succeeded, Assert.IsType<LedgerEntry.ActionObserved>(rig.World.Journal.Entries[^1]).Outcome);
    }

    [Fact]
    public void Run_WhateverGoesWrong_ForwardsNothingWithoutItsCommittedDecision()
    {
        var cases =
            from verdict in Gen.Elements(Verdict.Allow, Verdict.Deny, Verdict.StepUp)
            from stage in Gen.Elements(Enum.GetValues<Stage>())
            from kind in Gen.Elements("none", "timeout", "upstream", "journal", "bug")
            from full in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
            select (verdict, stage, kind, full);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            using var rig = new Rig { Listener = c.kind == "none" ? null : new Thrower(c.stage, c.kind) };
            var release = rig.World.Current!.Release.Id;
            rig.World.OnAction = _ => c.verdict switch
            {
                Verdict.Allow => Decision.Allow(release, ["p"], []),
                Verdict.StepUp => Decision.StepUp(release, [No], ["p"], [new Obligation(Obligation.Approval, "owner", "p")]),
                _ => Decision.Deny(release, [No], []),
            };
            rig.World.Journal.Unavailable = c.full;
            var recorded = true;
            var call = new FakeCall
            {
                Forwarding = (action, _) =>
                {
                    recorded &= rig.World.Journal.Entries.OfType<LedgerEntry.ActionDecided>().Any(d => d.Decision == action.Decision && d.Verdict == Verdict.Allow);
                    return new(new Forwarding(action.Consume().Message, ActionOutcome.Succeeded));
                },
            };
            var run = rig.RunAsync(call);
            Assert.True(run.IsCompletedSuccessfully);
            var mayForward = c.verdict == Verdict.Allow && !c.full && (c.kind == "none" || c.stage > Stage.Forward);
            return recorded && call.Forwarded == (mayForward ? 1 : 0);
        }).QuickCheckThrowOnFailure();
    }

    private static async Task DeniesAsync(Rig rig, FakeCall call, Stage stage, Cause cause, string code, Verdict verdict = Verdict.Deny)
    {
        var refused = Assert.IsType<ActionResult.Refused>(await rig.RunAsync(call));
        Assert.Equal((stage, cause, code, verdict, 0), (refused.Stage, refused.Cause, refused.Denial.Reason.Code, refused.Denial.Verdict, call.Forwarded));
    }

    private sealed class Thrower(Stage at, string kind) : IStageListener
    {
        public void Entering(Stage stage)
        {
            if (stage == at)
            {
                throw kind switch
                {
                    "timeout" => new TimeoutException(),
                    "upstream" => new UpstreamException(UpstreamFault.Died, "gone"),
                    "journal" => new JournalUnavailableException("full"),
                    _ => new InvalidOperationException("a bug"),
                };
            }
        }

        public void Left(Stage last)
        {
        }
    }
}
