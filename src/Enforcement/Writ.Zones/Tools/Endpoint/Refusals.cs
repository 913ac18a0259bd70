using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Zones.Tools;

/// <summary>Refuses what never becomes an action, with evidence: who is named leaves a line in the ledger, who is not leaves none to fill it with.</summary>
internal sealed partial class Refusals(IJournal journal, IUlidSource ulids, TimeProvider time, ILogger<Refusals> logger)
{
    /// <summary>Refuses, and records it for the task.</summary>
    public Denial Record(TaskId task, Reason reason)
    {
        var denial = Unrecorded(reason);
        Log.Refused(logger, denial.Decision, reason.Code, reason.Rule);
        try
        {
            journal.Defer(new LedgerEntry.MessageRefused(denial.Decision, task, ToolsZone.Name, "describe", "refused", reason.Code) { Id = EntryId.New(ulids), At = time.GetUtcNow() });
        }
        catch (Exception exception)
        {
            // The refusal stands; a journal that cannot take it denies everything from then on.
            Log.NotRecorded(logger, denial.Decision, exception.GetType().Name);
        }

        return denial;
    }

    /// <summary>Refuses somebody who was not named.</summary>
    public Denial Unrecorded(Reason reason) => new(DecisionId.New(ulids), Verdict.Deny, [reason]);

    private static partial class Log
    {
        [LoggerMessage(4200, LogLevel.Information, "refused {Decision} in zone tools: {Code} {Rule}")]
        public static partial void Refused(ILogger logger, DecisionId decision, string code, string rule);

        [LoggerMessage(4201, LogLevel.Error, "the refusal {Decision} could not be recorded: {Detail}")]
        public static partial void NotRecorded(ILogger logger, DecisionId decision, string detail);
    }
}
