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

    /// <summary>Contains. Doing it twice is doing it once: the second time nothing is written.</summary>
    /// <param name="key">What.</param>
    /// <param name="by">Which operator credential or part of Writ.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot commit, so nothing was contained; nor does anything pass.</exception>
    public async ValueTask<ContainmentResult> ContainAsync(ContainmentKey key, string by, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var result = await journal.CommitAsync([new Condition.NotContained(key)], [new Change.Contain(key)], [Entry(key, contained: true, by)], cancellationToken);

        // It is contained now, by this or already; the sessions under it are cut either way. No session is of an effect: what a freeze finds under way is seen to its end.
        foreach (var cutter in cutters)
        {
            cutter.Cut(key);
        }

        return new ContainmentResult(result is CommitResult.Committed, await ProbedAsync(key, stops: true, began));
    }

    /// <summary>Ends a containment. When there was none, nothing is written.</summary>
    /// <param name="key">Of what.</param>
    /// <param name="by">Which operator credential or part of Writ.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot commit, so it stays contained.</exception>
    public async ValueTask<ContainmentResult> RestoreAsync(ContainmentKey key, string by, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var contained = (await state.ContainedAsync(cancellationToken)).Contains(key);
        if (contained)
        {
            await journal.CommitAsync([], [new Change.Restore(key)], [Entry(key, contained: false, by)], cancellationToken);
        }

        return new ContainmentResult(contained, await ProbedAsync(key, stops: false, began));
    }

    // By what an action's Record asks, not by what was written: the time at which it was first answered as the operator wanted it; null when it was not.
    private async ValueTask<TimeSpan?> ProbedAsync(ContainmentKey key, bool stops, long began) =>
        await journal.CommitAsync([new Condition.NotContained(key)], [], [], CancellationToken.None) is CommitResult.Refused == stops ? time.GetElapsedTime(began) : null;

    private LedgerEntry.Containment Entry(ContainmentKey key, bool contained, string by) =>
        new(key, contained, by) { Id = EntryId.New(ids), At = time.GetUtcNow() };
}
