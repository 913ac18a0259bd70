using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Storage;

/// <summary>
/// Decides at opening whether authority given earlier still stands. A store that lost its newest entries may have lost a revocation, so nothing that
/// was authorised before is believed: a new epoch begins, with a number above any that was ever used.
/// </summary>
internal sealed partial class EpochGate(GroupCommitter committer, LedgerAnchor anchor, TimeProvider time, IUlidSource ulids, ILogger logger)
{
    /// <summary>Begins an epoch where one must begin.</summary>
    /// <param name="origin">The ledger's name.</param>
    /// <param name="asked">Why one is to begin in any case; null for none.</param>
    /// <param name="rootAt">The root of the stored head of a size; null when there is none.</param>
    public void Pass(string origin, string? asked, Func<long, Digest256?> rootAt)
    {
        var remembered = anchor.Find(origin);
        if ((Cause(remembered, rootAt) ?? asked) is not { } cause)
        {
            return;
        }

        var number = Math.Max(committer.Epoch, remembered?.Epoch ?? 0) + 1;
        if (number > 1)
        {
            Log.NewEpoch(logger, number, cause);
        }

        committer.BeginEpoch(number, cause, new LedgerEntry.EpochStarted(number, cause) { Id = EntryId.New(ulids), At = time.GetUtcNow() });
    }

    private string? Cause(AnchoredHead? remembered, Func<long, Digest256?> rootAt)
    {
        if (remembered is null)
        {
            return committer.Epoch == 0 ? "first-start" : "no-anchor";
        }

        var held = remembered.Epoch <= committer.Epoch && committer.Newest?.Size >= remembered.Size && rootAt(remembered.Size) == remembered.Root;
        return held ? null : "behind-anchor";
    }

    private static partial class Log
    {
        [LoggerMessage(5006, LogLevel.Warning, "epoch {Epoch} begins ({Cause}): tasks, instances and writs of earlier epochs are dead")]
        public static partial void NewEpoch(ILogger logger, int epoch, string cause);
    }
}
