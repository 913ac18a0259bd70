using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>
/// The PEP: the one path of every action in every zone. The seven steps are a fixed array that nothing edits; a zone supplies only how its
/// protocol is described, forwarded and observed. Whatever goes wrong, the answer is a refusal that names stage and cause. Thread-safe.
/// </summary>
public sealed partial class EnforcementPipeline
{
    private const int Attempts = 3;

    private readonly IStage[] stages;
    private readonly IReleases releases;
    private readonly IJournal journal;
    private readonly IUlidSource ulids;
    private readonly TimeProvider time;
    private readonly Entries entries;
    private readonly UnnamedRefusals unnamed;
    private readonly IStageListener? listener;
    private readonly ILogger<EnforcementPipeline> logger;

    /// <summary>Composes the seven steps.</summary>
    public EnforcementPipeline(
        IAuthenticator authenticator, IReleases releases, IJournal journal, IKeyring keyring, IUlidSource ulids,
        IEnumerable<IObligationHandler> obligations, PipelineOptions options, TimeProvider time, UnnamedRefusals unnamed, ILogger<EnforcementPipeline> logger, IStageListener? listener = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        this.releases = releases;
        this.journal = journal;
        this.ulids = ulids;
        this.time = time;
        this.unnamed = unnamed;
        this.logger = logger;
        this.listener = listener;
        entries = new Entries(keyring, ulids, time);
        stages =
        [
            new Authenticate(authenticator),
            new Describe(),
            new Decide(time),
            new DischargeObligations(obligations, time, options.HoldLimit),
            new Record(journal, keyring, entries, time),
            new Forward(time, options.ForwardLimit),
            new Observe(journal, entries),
        ];
    }

    /// <summary>Takes one message through the seven steps.</summary>
    public async ValueTask<ActionResult> RunAsync(IZoneCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        var began = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var release = releases.Current;
            var flight = new Flight(call, DecisionId.New(ulids), release!, began);
            if (release is null)
            {
                return Refuse(flight, new Refusal(PipelineReasons.NoRelease), Cause.Refused);
            }

            // A release that changed between Decide and Record, or an approval that was answered while the call was held: what is decided is decided again, by what is so now.
            if (await RunAsync(flight, attempt < Attempts, cancellationToken) is { } result)
            {
                return result;
            }
        }
    }

    // Null means: nothing was recorded or done, because the release or an approval changed; decide again.
    private async ValueTask<ActionResult?> RunAsync(Flight flight, bool mayRepeat, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var stage in stages)
            {
                flight.Stage = stage.Stage;
                listener?.Entering(stage.Stage);
                if (await stage.RunAsync(flight, cancellationToken) is { } refusal)
                {
                    return refusal.Stale && mayRepeat ? null : Refuse(flight, refusal, Cause.Refused);
                }
            }

            return new ActionResult.Performed(flight.DecisionId, flight.Forwarding!);
        }
        catch (Exception exception)
        {
            return Break(flight, exception, cancellationToken);
        }
        finally
        {
            listener?.Left(flight.Stage);
        }
    }

    private ActionResult Break(Flight flight, Exception exception, CancellationToken cancellationToken)
    {
        var cause = exception switch
        {
            OperationCanceledException when flight.Stage < Stage.Forward && cancellationToken.IsCancellationRequested => Cause.Cancelled,
            OperationCanceledException or TimeoutException => Cause.TimedOut,
            JournalUnavailableException or UpstreamException => Cause.Unavailable,
            _ => Cause.Faulted,
        };
        Log.Broken(logger, flight.DecisionId, flight.Call.Zone, flight.Stage, cause, exception is UpstreamException or JournalUnavailableException ? exception.Message : exception.GetType().Name);
        var reason = PipelineReasons.Broken(flight.Stage, cause, flight.Call.Zone);
        if (flight.Authorized is null)
        {
            return Refuse(flight, new Refusal(reason), cause);
        }

        TryDefer(flight, () => entries.Observed(flight, ActionOutcome.Unknown, default));
        return new ActionResult.Broken(flight.DecisionId, reason, flight.Stage, cause);
    }

    private ActionResult Refuse(Flight flight, Refusal refusal, Cause cause)
    {
        Log.Refused(logger, flight.DecisionId, flight.Call.Zone, flight.Stage, cause, refusal.Reasons[0].Code, refusal.Reasons[0].Rule, refusal.Operator);
        if (flight.Who is null)
        {
            unnamed.Count(refusal.Reasons[0].Code);
        }
        else
        {
            TryDefer(flight, () => entries.Refused(flight, refusal, cause));
        }

        return new ActionResult.Refused(new Denial(flight.DecisionId, refusal.Verdict, refusal.Reasons) { Approval = refusal.Approval }, flight.Stage, cause);
    }

    // A refusal stands whether or not its evidence can be written: the journal that cannot take it denies everything from then on.
    private void TryDefer(Flight flight, Func<LedgerEntry> entry)
    {
        try
        {
            journal.Defer(entry());
        }
        catch (Exception exception)
        {
            Log.NotRecorded(logger, flight.DecisionId, exception.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4000, LogLevel.Information, "refused {Decision} in zone {Zone} at {Stage}: {Cause} {Code} {Rule} {Operator}")]
        public static partial void Refused(ILogger logger, DecisionId decision, string zone, Stage stage, Cause cause, string code, string rule, string @operator);

        [LoggerMessage(4001, LogLevel.Error, "broke {Decision} in zone {Zone} at {Stage}: {Cause} {Detail}")]
        public static partial void Broken(ILogger logger, DecisionId decision, string zone, Stage stage, Cause cause, string detail);

        [LoggerMessage(4002, LogLevel.Error, "the refusal {Decision} could not be recorded: {Detail}")]
        public static partial void NotRecorded(ILogger logger, DecisionId decision, string detail);
    }
}
