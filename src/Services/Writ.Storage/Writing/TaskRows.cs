using Writ.Domain;

namespace Writ.Storage;

/// <summary>The two rows of a task: what is fixed or seldom changes, and what each action changes.</summary>
internal static class TaskRows
{
    /// <summary>Reads both; null when there is no such task.</summary>
    public static TaskRow? Read(Database database, long domain, string id)
    {
        var statement = database.Prepared(
            """
            SELECT t.epoch, t.state, t.resumes_to, t.deadline, t.idle, t.check_at, t.limit_calls, t.limit_writes, t.limit_egress,
                   b.last_active, b.calls, b.writes, b.egress
            FROM task t JOIN budget b ON b.domain = t.domain AND b.task = t.id WHERE t.domain = ?1 AND t.id = ?2
            """).Bind(1, domain).Bind(2, id);
        var row = statement.Step()
            ? new TaskRow
            {
                Id = id,
                Epoch = (int)statement.Int64(0),
                Standing = new TaskStanding((TaskState)statement.Int64(1), (TaskState)statement.Int64(2)),
                Deadline = statement.Instant(3),
                Idle = new TimeSpan(statement.Int64(4)),
                CheckAt = statement.Instant(5),
                Limits = new Budget(statement.Int64(6), statement.Int64(7), statement.Int64(8)),
                LastActive = statement.Instant(9),
                Taken = new Budget(statement.Int64(10), statement.Int64(11), statement.Int64(12)),
            }
            : null;
        statement.Reset();
        return row;
    }

    /// <summary>Inserts both.</summary>
    public static TaskRow Insert(Database database, long domain, AgentTask task, byte[] sealedPart)
    {
        var row = new TaskRow
        {
            Id = task.Id.ToString(),
            Epoch = task.Epoch,
            Standing = task.Standing,
            Deadline = task.Deadline.ToUniversalTime(),
            Idle = task.Idle,
            CheckAt = TaskRow.Over(task.LastActive, task.Idle, task.Deadline),
            Limits = task.Budget,
            LastActive = task.LastActive,
            Taken = default,
        };
        database.Prepared(
            """
            INSERT INTO task (domain, id, epoch, state, resumes_to, agent, instance, intent, release, opened, deadline, idle, check_at,
                              limit_calls, limit_writes, limit_egress, sealed, parent)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
            """)
            .Bind(1, domain).Bind(2, row.Id).Bind(3, task.Epoch).Bind(4, (long)task.Standing.State).Bind(5, (long)task.Standing.ResumesTo)
            .Bind(6, task.Actor.Agent.ToString()).Bind(7, task.Actor.Instance.ToString()).Bind(8, task.Intent.ToString()).Bind(9, task.Release.ToString())
            .Bind(10, task.Opened).Bind(11, task.Deadline).Bind(12, task.Idle.Ticks).Bind(13, row.CheckAt)
            .Bind(14, task.Budget.Calls).Bind(15, task.Budget.Writes).Bind(16, task.Budget.Egress).Bind(17, sealedPart)
            .Bind(18, task.Parent.IsDefault ? null : task.Parent.ToString())
            .Run();
        database.Prepared("INSERT INTO budget (domain, task, last_active, calls, writes, egress) VALUES (?1, ?2, ?3, 0, 0, 0)")
            .Bind(1, domain).Bind(2, row.Id).Bind(3, task.LastActive).Run();
        return row;
    }

    /// <summary>Writes what changed.</summary>
    public static void Write(Database database, long domain, TaskRow row)
    {
        if (row.IsMoved)
        {
            database.Prepared("UPDATE task SET state = ?3, resumes_to = ?4, check_at = ?5 WHERE domain = ?1 AND id = ?2")
                .Bind(1, domain).Bind(2, row.Id).Bind(3, (long)row.Standing.State).Bind(4, (long)row.Standing.ResumesTo).Bind(5, row.CheckAt).Run();
        }

        if (row.IsUsed)
        {
            database.Prepared("UPDATE budget SET last_active = ?3, calls = ?4, writes = ?5, egress = ?6 WHERE domain = ?1 AND task = ?2")
                .Bind(1, domain).Bind(2, row.Id).Bind(3, row.LastActive).Bind(4, row.Taken.Calls).Bind(5, row.Taken.Writes).Bind(6, row.Taken.Egress).Run();
        }

        row.IsMoved = row.IsUsed = false;
    }
}
