using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>
/// Counts the refusals of callers whom nobody could name. Whoever can open a socket can be refused as often as they like, so they get one entry an interval
/// for all of them, and not the power to fill the ledger. Refusals of named callers stay entries of their own. Thread-safe.
/// </summary>
public sealed class UnnamedRefusals : IDisposable
{
    /// <summary>How often there is an entry at most.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly IJournal journal;
    private readonly IUlidSource ulids;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private ImmutableSortedDictionary<string, long> counts = None;
    private DateTimeOffset since;

    /// <summary>Takes the journal that the counts are deferred to.</summary>
    public UnnamedRefusals(IJournal journal, IUlidSource ulids, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        this.journal = journal;
        this.ulids = ulids;
        this.time = time;
        timer = time.CreateTimer(_ => Write(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    // Codes are Writ's own and few, so that the counts are bounded.
    private static ImmutableSortedDictionary<string, long> None { get; } = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>Counts a refusal. The first one after a quiet time begins an interval.</summary>
    public void Count(string code)
    {
        lock (gate)
        {
            if (counts.IsEmpty)
            {
                since = time.GetUtcNow();
                timer.Change(Interval, Timeout.InfiniteTimeSpan);
            }

            counts = counts.SetItem(code, counts.GetValueOrDefault(code) + 1);
        }
    }

    /// <summary>Writes what was counted last.</summary>
    public void Dispose()
    {
        timer.Dispose();
        Write();
    }

    private void Write()
    {
        ImmutableSortedDictionary<string, long> counted;
        DateTimeOffset begun;
        lock (gate)
        {
            (counted, begun) = (counts, since);
            counts = None;
        }

        if (!counted.IsEmpty)
        {
            journal.Defer(new LedgerEntry.MessagesRefused(begun, counted) { Id = EntryId.New(ulids), At = time.GetUtcNow() });
        }
    }
}
