namespace Writ.Storage;

/// <summary>
/// Which entries are of which task. Written for many entries at a time, in order of task: one commit of entries of many tasks would otherwise
/// rewrite a page for each of them. What is not written yet is in the log itself, after `upto`.
/// </summary>
internal sealed class TaskIndex(Database database, long domain)
{
    private const int WriteAt = 1024;

    private readonly List<(string Task, long Index)> waiting = [];
    private bool isLoaded;
    private bool isWritten;

    /// <summary>Reads what waits, unless it is here.</summary>
    public void Load()
    {
        if (isLoaded)
        {
            return;
        }

        waiting.Clear();
        var statement = database.Prepared(
            "SELECT task, idx FROM entry WHERE domain = ?1 AND task IS NOT NULL AND idx >= coalesce((SELECT upto FROM entry_of_task_upto WHERE domain = ?1), 0)").Bind(1, domain);
        while (statement.Step())
        {
            waiting.Add((statement.Text(0), statement.Int64(1)));
        }

        statement.Reset();
        isLoaded = true;
    }

    /// <summary>Takes in an entry that the group appends.</summary>
    public void Add(string? task, long index)
    {
        if (task is not null)
        {
            waiting.Add((task, index));
        }
    }

    /// <summary>Writes what waits, when it is worth it, in the transaction of the group.</summary>
    public void Flush(long size)
    {
        if (waiting.Count < WriteAt)
        {
            return;
        }

        waiting.Sort(static (a, b) => string.CompareOrdinal(a.Task, b.Task) is not 0 and var order ? order : a.Index.CompareTo(b.Index));
        var insert = database.Prepared("INSERT INTO entry_of_task (domain, task, idx) VALUES (?1, ?2, ?3)").Bind(1, domain);
        foreach (var (task, index) in waiting)
        {
            insert.Bind(2, task).Bind(3, index).Run();
        }

        database.Prepared("INSERT INTO entry_of_task_upto (domain, upto) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET upto = excluded.upto")
            .Bind(1, domain).Bind(2, size).Run();
        isWritten = true;
    }

    /// <summary>What was written is durable now.</summary>
    public void Accept()
    {
        if (isWritten)
        {
            waiting.Clear();
        }

        isWritten = false;
    }

    /// <summary>Forgets: the group did not become durable.</summary>
    public void Drop() => isLoaded = isWritten = false;
}
