using Microsoft.Extensions.Logging.Abstractions;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Enforcement.Tests.Evaluations;

public sealed class EvaluatorTests : IDisposable
{
    private static readonly ActionQuestion Question = new("files/read_text_file", "tool", "files/read_text_file", ReadOnlyMemory<byte>.Empty);
    private readonly Rig rig = new();
    private readonly Describer describer = new();
    private readonly Evaluator evaluator;

    public EvaluatorTests() => evaluator = new Evaluator(
        rig.World, rig.World.Journal, rig.World.Keyring, rig.World.Ulids, rig.World.Time, [new Describer { Answer = static _ => null }, describer], NullLogger<Evaluator>.Instance);

    private Authentication.Named Who => new(rig.World.Task.Actor, rig.World.Task, default, [], []);

    private ReleaseId Release => rig.World.Current!.Release.Id;

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Evaluate_Allowed_LeavesAnEntryOfItsOwnKindAndNothingElse()
    {
        var allowed = Assert.IsType<Evaluation.Allowed>(await AskAsync());

        var entry = Assert.Single(rig.World.Journal.Entries.OfType<LedgerEntry.ActionEvaluated>());
        Assert.Equal((allowed.Decision, Verdict.Allow, "files/read_text_file", Release), (entry.Decision, entry.Verdict, entry.Action, entry.Release));
        Assert.Equal(rig.World.Task.Id, entry.Task);
        Assert.Empty(entry.Codes);
        Assert.Empty(rig.World.Journal.Entries.OfType<LedgerEntry.ActionDecided>());
    }

    [Fact]
    public async Task Evaluate_FiftyTimesWithABudgetOfOneAndAWritOfOneUse_TakesNeither()
    {
        var task = rig.World.Open(budget: new Budget(1, 0, 0));
        var counter = new SpendKey("writ-uses", Digest256.Sha256("writ"u8));
        var who = new Authentication.Named(task.Actor, task, default, [], []) { Limits = new WritLimits(null, 1, counter, rig.World.Time.GetUtcNow().AddMinutes(5)) };
        for (var i = 0; i < 50; i++)
        {
            Assert.IsType<Evaluation.Allowed>(await evaluator.EvaluateAsync(who, Question, CancellationToken.None));
        }

        Assert.Equal(default, await rig.World.Journal.TakenAsync(task.Id, CancellationToken.None));
        Assert.Equal(0, await rig.World.Journal.UsesTakenAsync(counter, CancellationToken.None));
        Assert.Equal(task.LastActive, (await rig.World.Journal.FindTaskAsync(task.Id, CancellationToken.None))!.LastActive);

        // The action itself takes both, and then an evaluation says that there is no more.
        rig.World.Authenticator.On = _ => who;
        Assert.IsType<ActionResult.Performed>(await rig.RunAsync(new FakeCall()));
        Assert.Equal("W3114", Code(await evaluator.EvaluateAsync(who, Question, CancellationToken.None)));
    }

    [Fact]
    public async Task Evaluate_WhateverRecordWouldRefuse_IsRefusedByTheSameCode()
    {
        var task = rig.World.Task;
        var pseudonym = Subject.PseudonymOf(task.Subject, rig.World.Keyring);
        (string Code, Change Change)[] cases =
        [
            ("W3112", new Change.Contain(ContainmentKey.Everything)),
            ("W3112", new Change.Contain(ContainmentKey.Agent(task.Actor.Agent))),
            ("W3112", new Change.Contain(ContainmentKey.Instance(task.Actor.Instance))),
            ("W3112", new Change.Contain(ContainmentKey.Subject(pseudonym))),
            ("W3112", new Change.Contain(ContainmentKey.Server(Samples.Server))),
        ];
        foreach (var (code, change) in cases)
        {
            rig.World.Commit(change);
            Assert.Equal(code, Code(await AskAsync()));
            Assert.Equal(code, Assert.IsType<ActionResult.Refused>(await rig.RunAsync(new FakeCall())).Denial.Reason.Code);
            rig.World.Commit(new Change.Restore(((Change.Contain)change).Key));
            Assert.IsType<Evaluation.Allowed>(await AskAsync());
        }

        // The caller was named before; by now the task has ended, and then its instance.
        var who = Who;
        rig.World.End(task);
        Assert.Equal("W3110", Code(await evaluator.EvaluateAsync(who, Question, CancellationToken.None)));
        var other = rig.World.Open();
        rig.World.Commit(new Change.EndInstance(other.Actor.Instance));
        Assert.Contains(Code(await evaluator.EvaluateAsync(new Authentication.Named(other.Actor, other, default, [], []), Question, CancellationToken.None)), (string[])["W3110", "W3111"]);
    }

    [Fact]
    public async Task Evaluate_DelegatedTask_IsJudgedByWhatIsAboveItToo()
    {
        var above = rig.World.Open(budget: new Budget(1, 0, 0));
        var below = rig.World.Task with { Id = TaskId.New(rig.World.Ulids), Ancestors = [above.Id] };
        rig.World.Commit(new Change.OpenTask(below));
        var who = new Authentication.Named(below.Actor, below, default, [], []);
        Assert.IsType<Evaluation.Allowed>(await evaluator.EvaluateAsync(who, Question, CancellationToken.None));
        rig.World.Commit(new Change.Take(above.Id, BudgetKind.Calls, 1));
        Assert.Equal("W3128", Code(await evaluator.EvaluateAsync(who, Question, CancellationToken.None)));
        rig.World.End(above);
        Assert.Equal("W3127", Code(await evaluator.EvaluateAsync(who, Question, CancellationToken.None)));
    }

    [Fact]
    public async Task Evaluate_WritTakenBackAfterItBegan_IsRefused()
    {
        var writ = new SpendKey("writ", Digest256.Sha256("w"u8));
        var who = Assert.IsType<Authentication.Named>(await evaluator.BeginAsync(Who with { Conditions = [new Condition.Unspent(writ)] }, CancellationToken.None));
        Assert.IsType<Evaluation.Allowed>(await evaluator.EvaluateAsync(who, Question, CancellationToken.None));
        rig.World.Commit(new Change.Spend(writ, DateTimeOffset.MaxValue));
        Assert.Equal("W3117", Code(await evaluator.EvaluateAsync(who, Question, CancellationToken.None)));
    }

    [Fact]
    public async Task Begin_WithAProof_SpendsItOnceAndJudgesEachQuestionWithoutIt()
    {
        var proof = new SpendKey("proof", Digest256.Sha256("p"u8));
        var presented = Who with { Conditions = [new Condition.Unspent(proof)], Changes = [new Change.Spend(proof, rig.World.Time.GetUtcNow().AddMinutes(5))] };

        var who = Assert.IsType<Authentication.Named>(await evaluator.BeginAsync(presented, CancellationToken.None));

        Assert.True(await rig.World.Journal.IsSpentAsync(proof, CancellationToken.None));
        Assert.IsType<Evaluation.Allowed>(await evaluator.EvaluateAsync(who, Question, CancellationToken.None));
        Assert.IsType<Evaluation.Allowed>(await evaluator.EvaluateAsync(who, Question, CancellationToken.None));
        Assert.Equal("W3113", Assert.IsType<Authentication.Refused>(await evaluator.BeginAsync(presented, CancellationToken.None)).Reason.Code);
        Assert.Equal("W3113", Assert.Single(rig.World.Journal.Entries.OfType<LedgerEntry.MessageRefused>()).Code);
    }

    [Fact]
    public async Task Evaluate_DeniedAndStepUp_SayWhyAndWhich()
    {
        var no = new Reason("W3108", "policies/a.cedar#0", "no", "do without");
        rig.World.OnAction = _ => Decision.Deny(Release, [no], ["policies/a.cedar#0"]);
        var denied = Assert.IsType<Evaluation.Refused>(await AskAsync()).Denial;
        Assert.Equal((Verdict.Deny, no), (denied.Verdict, denied.Reason));

        var yes = new Reason("W3120", "policies/a.cedar#1", "needs an approval", "ask");
        rig.World.OnAction = _ => Decision.StepUp(Release, [yes], ["p"], [new Obligation(Obligation.Approval, "owner", "p")]);
        var pending = Assert.IsType<Evaluation.Refused>(await AskAsync()).Denial;
        Assert.Equal((Verdict.StepUp, yes), (pending.Verdict, pending.Reason));
        Assert.Equal([Verdict.Deny, Verdict.StepUp], rig.World.Journal.Entries.OfType<LedgerEntry.ActionEvaluated>().Select(static e => e.Verdict));
    }

    [Fact]
    public async Task Evaluate_NarrowedWrit_IsDecidedWithItsScope()
    {
        DecisionRequest? asked = null;
        rig.World.OnAction = request =>
        {
            asked = request;
            return Decision.Allow(Release, ["p"], []);
        };
        var narrow = new Scope([]);
        await evaluator.EvaluateAsync(Who with { Limits = new WritLimits(narrow, null, default, rig.World.Time.GetUtcNow().AddMinutes(5)) }, Question, CancellationToken.None);
        Assert.Same(narrow, asked!.Narrowed);
    }

    /// <summary>An allow that stands only with something done is none for who cannot do it, whether or not Writ could.</summary>
    [Fact]
    public async Task Evaluate_AllowedWithAnObligation_IsRefused()
    {
        rig.World.OnAction = _ => Decision.Allow(Release, ["p"], [new Obligation("redact", "ssn", "p")]);
        Assert.Equal("W2486", Code(await AskAsync()));
    }

    [Fact]
    public async Task Evaluate_ReleaseChangesMeanwhile_IsDecidedByTheNewOne()
    {
        var first = Release;
        rig.World.OnAction = request =>
        {
            if (Release == first)
            {
                rig.World.Activate();
                return Decision.Allow(first, ["p"], []);
            }

            return Decision.Deny(Release, [new Reason("W3107", "default-deny", "no", "do without")], []);
        };
        Assert.Equal("W3107", Code(await AskAsync()));
    }

    [Fact]
    public async Task Evaluate_NoReleaseOrNoSuchActionOrADescriberThatBreaks_IsRefused()
    {
        describer.Answer = static _ => null;
        Assert.Equal("W2483", Code(await AskAsync()));
        Assert.Equal("", rig.World.Journal.Entries.OfType<LedgerEntry.ActionEvaluated>().Last().Action);
        describer.Answer = static _ => new Description.Refused(new Reason("W4038", "law/offered", "no", "other"));
        Assert.Equal("W4038", Code(await AskAsync()));
        describer.Answer = static _ => throw new InvalidOperationException("planted-secret");
        var broken = Assert.IsType<Evaluation.Refused>(await AskAsync()).Denial;
        Assert.Equal("W4017", broken.Reason.Code);
        Assert.DoesNotContain("planted-secret", broken.ToString(), StringComparison.Ordinal);
        rig.World.Current = null;
        Assert.Equal("W3101", Code(await AskAsync()));
    }

    [Fact]
    public async Task Evaluate_StoreThatCannotCommit_AnswersNothing()
    {
        rig.World.Journal.Unavailable = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await AskAsync());
    }

    [Fact]
    public async Task Evaluate_Entries_HoldNoValueOfTheQuestion()
    {
        await evaluator.EvaluateAsync(Who, new ActionQuestion("planted-secret", "planted-secret", "planted-secret", "{\"a\":\"planted-secret\"}"u8.ToArray()), CancellationToken.None);
        describer.Answer = static _ => null;
        await evaluator.EvaluateAsync(Who, new ActionQuestion("planted-secret", "planted-secret", "planted-secret", "{\"a\":\"planted-secret\"}"u8.ToArray()), CancellationToken.None);
        Assert.All(rig.World.Journal.Entries, static e => Assert.DoesNotContain("planted-secret", System.Text.Encoding.UTF8.GetString(e.ToBytes()), StringComparison.Ordinal));
    }

    private static string Code(Evaluation evaluation) => Assert.IsType<Evaluation.Refused>(evaluation).Denial.Reason.Code;

    private ValueTask<Evaluation> AskAsync() => evaluator.EvaluateAsync(Who, Question, CancellationToken.None);

    private sealed class Describer : IActionDescriber
    {
        public Func<ActionQuestion, Description?> Answer { get; set; } = static _ => new Description.Described(Rig.Action(), new ActionFacts(true, true, true));

        public ValueTask<Description?> DescribeAsync(Authentication.Named who, ReleaseInForce release, ActionQuestion question, CancellationToken cancellationToken) => new(Answer(question));
    }
}
