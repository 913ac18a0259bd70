using Writ.Domain;

namespace Writ.Authority.Tasks;

/// <summary>Contains and restores. From the commit on, no action that names what was contained passes its Record.</summary>
public sealed class ContainmentService
{
    private readonly IJournal journal;
    private readonly IStateReader state;
    private readonly IUlidSource ids;
    private readonly TimeProvider time;
    private readonly IEnumerable<ISessionCutter> cutters;

    /// <summary>Takes the journal, what reads it, and what is to be cut by a containment.</summary>
    public ContainmentService(IJournal journal, IStateReader state, IUlidSource ids, TimeProvider time, IEnumerable<ISessionCutter> cutters)
    {
        this.journal = journal;
        this.state = state;
        this.ids = ids;
        this.time = time;
        this.cutters = cutters;
    }

    /// <summary>Contains; false when it was contained already, and nothing is written.</summary>
    /// <param name="key">What.</param>
    /// <param name="by">Which operator credential or part of Writ.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<bool> ContainAsync(ContainmentKey key, string by, CancellationToken cancellationToken)
    {
        var result = await journal.CommitAsync([new Condition.NotContained(key)], [new Change.Contain(key)], [Entry(key, contained: true, by)], cancellationToken);

        // It is contained now, by this or already; what was open is cut either way.
        foreach (var cutter in cutters)
        {
            cutter.Cut(key);
        }

        return result is CommitResult.Committed;
    }

    /// <summary>Ends a containment; false when there was none, and nothing is written.</summary>
    /// <param name="key">Of what.</param>
    /// <param name="by">Which operator credential or part of Writ.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<bool> RestoreAsync(ContainmentKey key, string by, CancellationToken cancellationToken)
    {
        if (!(await state.ContainedAsync(cancellationToken)).Contains(key))
        {
            return false;
        }

        await journal.CommitAsync([], [new Change.Restore(key)], [Entry(key, contained: false, by)], cancellationToken);
        return true;
    }

    private LedgerEntry.Containment Entry(ContainmentKey key, bool contained, string by) =>
        new(key, contained, by) { Id = EntryId.New(ids), At = time.GetUtcNow() };
}
