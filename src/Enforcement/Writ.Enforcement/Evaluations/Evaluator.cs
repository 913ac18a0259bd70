using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>
/// Evaluates actions for enforcement points outside Writ: described by their zone, decided by the release in force, and judged by the conditions that Record would
/// take them under, in a commit that changes nothing. It makes no <see cref="Authorized{T}"/> and forwards nothing. Thread-safe.
/// </summary>
public sealed partial class Evaluator(
    IReleases releases, IJournal journal, IKeyring keyring, IUlidSource ulids, TimeProvider time, IEnumerable<IActionDescriber> describers, ILogger<Evaluator> logger) : IEvaluator
{
    private const int Attempts = 3;
    private const string Zone = "access";

    /// <inheritdoc />
    public async ValueTask<Authentication> BeginAsync(Authentication.Named who, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(who);
        if (who.Conditions.IsEmpty && who.Changes.IsEmpty)
        {
            return who;
        }

        switch (await journal.CommitAsync(who.Conditions, who.Changes, [], cancellationToken))
        {
            case CommitResult.Committed:
                // The proof is spent now, so that it be unspent is no condition any more; that the writ was not taken back still is.
                var spent = who.Changes.OfType<Change.Spend>().Select(static s => s.Key).ToHashSet();
                return who with { Conditions = [.. who.Conditions.Where(c => c is not Condition.Unspent one || !spent.Contains(one.Spend))], Changes = [] };
            case CommitResult.Refused refused:
                var reason = ConditionReasons.Of(refused.Failed, refused.Found, who.Task.Id);
                var decision = DecisionId.New(ulids);
                Log.Told(logger, decision, Verdict.Deny, reason.Code, reason.Rule);
                TryDefer(decision, () => new LedgerEntry.MessageRefused(decision, who.Task.Id, Zone, Entries.Word(Stage.Record), Entries.Word(Cause.Refused), reason.Code) { Id = EntryId.New(ulids), At = time.GetUtcNow() });
                return new Authentication.Refused(reason, refused.Found);
            default:
                return new Authentication.Refused(PipelineReasons.Unrecorded, "");
        }
    }

    /// <inheritdoc />
    public async ValueTask<Evaluation> EvaluateAsync(Authentication.Named who, ActionQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(who);
        ArgumentNullException.ThrowIfNull(question);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (releases.Current is not { } release)
                {
                    return Refuse(who, PipelineReasons.NoRelease);
                }

                // As for an action: a release that changed in between is the one reason to decide again, by the new one alone.
                if (await EvaluateAsync(who, question, release, attempt < Attempts, cancellationToken) is { } told)
                {
                    return told;
                }
            }
        }
        catch (Exception exception) when (exception is not (JournalUnavailableException or OperationCanceledException))
        {
            Log.Broken(logger, who.Task.Id, exception.GetType().Name);
            return Refuse(who, PipelineReasons.Broken(Stage.Describe, Cause.Faulted, Zone));
        }
    }

    /// <inheritdoc />
    public Evaluation Refuse(Authentication.Named who, Reason reason)
    {
        ArgumentNullException.ThrowIfNull(who);
        return Tell(who, null, "", Verdict.Deny, [reason], []);
    }

    private async ValueTask<Evaluation?> EvaluateAsync(Authentication.Named who, ActionQuestion question, ReleaseInForce release, bool mayRepeat, CancellationToken cancellationToken)
    {
        switch (await DescribeAsync(who, release, question, cancellationToken))
        {
            case Description.Described described:
                return await JudgeAsync(who, release, described, mayRepeat, cancellationToken);
            case Description.Refused refused:
                return Refuse(who, refused.Reason);
            default:
                return Refuse(who, EvaluationReasons.UnknownAction);
        }
    }

    private async ValueTask<Description?> DescribeAsync(Authentication.Named who, ReleaseInForce release, ActionQuestion question, CancellationToken cancellationToken)
    {
        foreach (var describer in describers)
        {
            if (await describer.DescribeAsync(who, release, question, cancellationToken) is { } description)
            {
                return description;
            }
        }

        return null;
    }

    private async ValueTask<Evaluation?> JudgeAsync(Authentication.Named who, ReleaseInForce release, Description.Described described, bool mayRepeat, CancellationToken cancellationToken)
    {
        var action = described.Action;
        var now = time.GetUtcNow();
        var decision = release.Decisions.Decide(new DecisionRequest(who.Actor, who.Task, action, described.Facts, now) { Narrowed = who.Limits?.Scope });
        if (decision.Verdict != Verdict.Allow)
        {
            return Tell(who, release, action.Name.ToString(), decision.Verdict, decision.Reasons, decision.Determining);
        }

        if (!decision.Obligations.IsEmpty)
        {
            return Tell(who, release, action.Name.ToString(), Verdict.Deny, [EvaluationReasons.Undischarged(decision.Obligations[0])], decision.Determining);
        }

        // The judge of Record, with nothing to take: it holds now, or it says what does not.
        return await journal.CommitAsync(ActionConditions.Of(who, action, release.Release.Id, Subject.PseudonymOf(who.Task.Subject, keyring), [], now), [], [], cancellationToken) switch
        {
            CommitResult.Committed => Tell(who, release, action.Name.ToString(), Verdict.Allow, [], decision.Determining),
            CommitResult.Refused { Failed: Condition.InForce } when mayRepeat => null,
            CommitResult.Refused refused => Tell(who, release, action.Name.ToString(), Verdict.Deny, [ConditionReasons.Of(refused.Failed, refused.Found, who.Task.Id)], decision.Determining),
            _ => Tell(who, release, action.Name.ToString(), Verdict.Deny, [PipelineReasons.Unrecorded], decision.Determining),
        };
    }

    private Evaluation Tell(Authentication.Named who, ReleaseInForce? release, string action, Verdict verdict, ImmutableArray<Reason> reasons, ImmutableArray<string> determining)
    {
        var decision = DecisionId.New(ulids);
        Log.Told(logger, decision, verdict, reasons is [var first, ..] ? first.Code : "", reasons is [var leading, ..] ? leading.Rule : "");
        TryDefer(decision, () => new LedgerEntry.ActionEvaluated
        {
            Id = EntryId.New(ulids),
            At = time.GetUtcNow(),
            Decision = decision,
            For = who.Task.Id,
            Actor = who.Actor,
            Subject = Subject.PseudonymOf(who.Task.Subject, keyring),
            Writ = who.Writ,
            Release = release?.Release.Id ?? default,
            Action = action,
            Verdict = verdict,
            Determining = determining,
            Codes = [.. reasons.Select(static r => r.Code)],
        });
        return verdict == Verdict.Allow ? new Evaluation.Allowed(decision) : new Evaluation.Refused(new Denial(decision, verdict, reasons));
    }

    // What was told stands whether or not its evidence can be written: a journal that cannot take it lets nothing through from then on.
    private void TryDefer(DecisionId decision, Func<LedgerEntry> entry)
    {
        try
        {
            journal.Defer(entry());
        }
        catch (Exception exception)
        {
            Log.NotRecorded(logger, decision, exception.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4020, LogLevel.Information, "evaluated {Decision}: {Verdict} {Code} {Rule}")]
        public static partial void Told(ILogger logger, DecisionId decision, Verdict verdict, string code, string rule);

        [LoggerMessage(4021, LogLevel.Error, "an evaluation for {Task} broke: {Detail}")]
        public static partial void Broken(ILogger logger, TaskId task, string detail);

        [LoggerMessage(4022, LogLevel.Error, "the evaluation {Decision} could not be recorded: {Detail}")]
        public static partial void NotRecorded(ILogger logger, DecisionId decision, string detail);
    }
}
