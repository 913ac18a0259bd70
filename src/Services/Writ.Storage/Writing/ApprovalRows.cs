using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Storage;

/// <summary>How an approval stands in its row.</summary>
internal static class ApprovalRows
{
    /// <summary>The columns that <see cref="Read"/> reads, in its order.</summary>
    public const string Columns = "id, epoch, state, task, request, definition, release, context, instance, agent, assurance, intent, server, tool, effects, approvers, rules, requested, expires";

    private const char Between = '\n';

    /// <summary>Writes the row of a new approval.</summary>
    public static void Insert(Database database, long domain, Approval approval, SealedPending pending)
    {
        var binding = approval.Binding;
        database.Prepared(
            $"INSERT INTO approval ({Columns}, domain, wrapped_key, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)")
            .Bind(1, approval.Id.ToString()).Bind(2, approval.Epoch).Bind(3, (long)approval.State).Bind(4, binding.Task.ToString())
            .Bind(5, binding.Request.ToArray()).Bind(6, binding.Definition.ToArray()).Bind(7, binding.Release.ToString()).Bind(8, binding.Context.ToArray())
            .Bind(9, approval.Instance.ToString()).Bind(10, approval.Agent.ToString()).Bind(11, (long)approval.Assurance).Bind(12, approval.Intent.ToString())
            .Bind(13, approval.Action.Server.ToString()).Bind(14, approval.Action.Tool).Bind(15, (long)approval.Effects)
            .Bind(16, string.Join(Between, approval.Approvers.Select(static a => a.ToString()))).Bind(17, string.Join(Between, approval.Rules))
            .Bind(18, approval.Requested).Bind(19, approval.Expires).Bind(20, domain).Bind(21, pending.WrappedKey).Bind(22, pending.Sealed).Run();
    }

    /// <summary>Moves it; with an end, the key and what it sealed are erased.</summary>
    public static void Move(Database database, long domain, Change.MoveApproval move) => database.Prepared(
        ApprovalEdges.IsOpen(move.State)
            ? "UPDATE approval SET state = ?3 WHERE domain = ?1 AND id = ?2"
            : "UPDATE approval SET state = ?3, wrapped_key = NULL, sealed = NULL WHERE domain = ?1 AND id = ?2")
        .Bind(1, domain).Bind(2, move.Approval.ToString()).Bind(3, (long)move.State).Run();

    /// <summary>Notes an answer.</summary>
    public static void Vote(Database database, long domain, Change.Vote vote) => database.Prepared(
        "INSERT INTO approval_vote (domain, approval, voter, method, edge, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .Bind(1, domain).Bind(2, vote.Approval.ToString()).Bind(3, vote.Answer.By).Bind(4, (long)vote.Answer.Method).Bind(5, (long)vote.Answer.Edge).Bind(6, vote.Answer.At).Run();

    /// <summary>Ends all of earlier epochs, and erases what was pending of them.</summary>
    public static void EndAll(Database database, long domain) => database.Prepared(
        "UPDATE approval SET state = ?2, wrapped_key = NULL, sealed = NULL WHERE domain = ?1 AND state IN (1, 2)")
        .Bind(1, domain).Bind(2, (long)ApprovalState.Void).Run();

    /// <summary>Forgets those that ended long ago.</summary>
    public static void Forget(Database database, long domain, DateTimeOffset before)
    {
        database.Prepared("DELETE FROM approval_vote WHERE domain = ?1 AND approval IN (SELECT id FROM approval WHERE domain = ?1 AND expires < ?2 AND state NOT IN (1, 2))")
            .Bind(1, domain).Bind(2, before).Run();
        database.Prepared("DELETE FROM approval WHERE domain = ?1 AND expires < ?2 AND state NOT IN (1, 2)").Bind(1, domain).Bind(2, before).Run();
    }

    /// <summary>The approval, of whatever epoch; null when there is none.</summary>
    public static Approval? Find(Database database, long domain, ApprovalId id)
    {
        var statement = database.Prepared($"SELECT {Columns} FROM approval WHERE domain = ?1 AND id = ?2").Bind(1, domain).Bind(2, id.ToString());
        try
        {
            return statement.Step() ? Read(statement) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Whether an answer of this approver is noted.</summary>
    public static bool HasVoted(Database database, long domain, ApprovalId id, string by) =>
        Count(database.Prepared("SELECT count(*) FROM approval_vote WHERE domain = ?1 AND approval = ?2 AND voter = ?3").Bind(1, domain).Bind(2, id.ToString()).Bind(3, by)) > 0;

    /// <summary>How many are open for the identical action of a task.</summary>
    public static long CountOpen(Database database, long domain, int epoch, TaskId task, Digest256 request) => Count(database.Prepared(
        "SELECT count(*) FROM approval WHERE domain = ?1 AND epoch = ?2 AND task = ?3 AND request = ?4 AND state IN (1, 2)")
        .Bind(1, domain).Bind(2, epoch).Bind(3, task.ToString()).Bind(4, request.ToArray()));

    /// <summary>How many are pending for an agent, or for one task of it.</summary>
    public static long CountPending(Database database, long domain, int epoch, Slug agent, TaskId task) => Count(database.Prepared(
        "SELECT count(*) FROM approval WHERE domain = ?1 AND epoch = ?2 AND agent = ?3 AND state IN (1, 2) AND state = 1 AND (?4 = '' OR task = ?4)")
        .Bind(1, domain).Bind(2, epoch).Bind(3, agent.ToString()).Bind(4, task.IsDefault ? "" : task.ToString()));

    /// <summary>Reads a row of <see cref="Columns"/>.</summary>
    public static Approval Read(Statement row) => new()
    {
        Id = ApprovalId.Parse(row.Text(0)),
        Epoch = (int)row.Int64(1),
        State = (ApprovalState)row.Int64(2),
        Binding = new ApprovalBinding(TaskId.Parse(row.Text(3)), new Digest256(row.Bytes(4)), new Digest256(row.Bytes(5)), ReleaseId.Parse(row.Text(6)), new Digest256(row.Bytes(7))),
        Instance = SpiffeId.Parse(row.Text(8)),
        Agent = Slug.Parse(row.Text(9)),
        Assurance = (Assurance)row.Int64(10),
        Intent = Slug.Parse(row.Text(11)),
        Action = ActionName.TryCreate(Slug.Parse(row.Text(12)), row.Text(13), out var name) ? name : default,
        Effects = (Effects)row.Int64(14),
        Approvers = [.. row.Text(15).Split(Between, StringSplitOptions.RemoveEmptyEntries).Select(static a => ApproverRequirement.Parse(a))],
        Rules = [.. row.Text(16).Split(Between, StringSplitOptions.RemoveEmptyEntries)],
        Requested = row.Instant(17),
        Expires = row.Instant(18),
    };

    private static long Count(Statement statement)
    {
        try
        {
            return statement.Step() ? statement.Int64(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }
}
