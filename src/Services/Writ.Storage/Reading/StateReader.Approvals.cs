using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Storage;

internal sealed partial class StateReader
{
    /// <inheritdoc />
    public async ValueTask<Approval?> FindApprovalAsync(ApprovalId approval, CancellationToken cancellationToken) =>
        (await ListAsync(
            $"SELECT {ApprovalRows.Columns} FROM approval WHERE domain = ?1 AND epoch = ?2 AND id = ?3",
            s => s.Bind(2, epoch).Bind(3, approval.ToString()),
            ApprovalRows.Read,
            cancellationToken)).SingleOrDefault();

    /// <inheritdoc />
    public async ValueTask<Approval?> NewestApprovalAsync(TaskId task, Digest256 request, CancellationToken cancellationToken) =>
        (await ListAsync(
            $"SELECT {ApprovalRows.Columns} FROM approval WHERE domain = ?1 AND epoch = ?2 AND task = ?3 AND request = ?4 ORDER BY id DESC LIMIT 1",
            s => s.Bind(2, epoch).Bind(3, task.ToString()).Bind(4, request.ToArray()),
            ApprovalRows.Read,
            cancellationToken)).SingleOrDefault();

    /// <inheritdoc />
    public ValueTask<ImmutableArray<Approval>> OpenApprovalsAsync(int limit, CancellationToken cancellationToken) =>
        ListAsync(
            $"SELECT {ApprovalRows.Columns} FROM approval WHERE domain = ?1 AND epoch = ?2 AND state IN (1, 2) ORDER BY id LIMIT ?3",
            s => s.Bind(2, epoch).Bind(3, limit),
            ApprovalRows.Read,
            cancellationToken);

    /// <inheritdoc />
    public async ValueTask<PendingAction?> PendingActionAsync(ApprovalId approval, CancellationToken cancellationToken) =>
        (await ListAsync(
            "SELECT request, wrapped_key, sealed FROM approval WHERE domain = ?1 AND epoch = ?2 AND id = ?3 AND wrapped_key IS NOT NULL AND sealed IS NOT NULL",
            s => s.Bind(2, epoch).Bind(3, approval.ToString()),
            s => OpenPending(approval, s),
            cancellationToken)).SingleOrDefault();

    /// <inheritdoc />
    public ValueTask<ImmutableArray<ApprovalVote>> VotesAsync(ApprovalId approval, CancellationToken cancellationToken) =>
        ListAsync(
            "SELECT voter, method, edge, at FROM approval_vote WHERE domain = ?1 AND approval = ?2 ORDER BY at, voter",
            s => s.Bind(2, approval.ToString()),
            static s => new ApprovalVote(s.Text(0), (ApprovalMethod)s.Int64(1), (ApprovalEdge)s.Int64(2), s.Instant(3)),
            cancellationToken);

    // What does not open can be neither shown nor done: it is as if it were erased, and the operator is told.
    private PendingAction? OpenPending(ApprovalId approval, Statement row)
    {
        var pending = approvals.Open(approval, new Digest256(row.Bytes(0)), row.Bytes(1), row.Bytes(2));
        if (pending is null)
        {
            Log.PendingUnreadable(logger, approval.ToString());
        }

        return pending;
    }

    private static partial class Log
    {
        [LoggerMessage(5020, LogLevel.Error, "W5009: what is pending of {Approval} does not open, so it can be neither shown nor done; restore the keys folder that belongs to the data")]
        public static partial void PendingUnreadable(ILogger logger, string approval);
    }
}
