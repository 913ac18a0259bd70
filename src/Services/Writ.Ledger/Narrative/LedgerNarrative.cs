using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Ledger;

/// <summary>Tells what the ledger says, an action and its outcome on one line. It explains what is stored; whether that is true, <see cref="LedgerVerifier"/> says.</summary>
public sealed class LedgerNarrative
{
    private readonly ILedgerReader reader;

    /// <summary>Tells from a ledger.</summary>
    public LedgerNarrative(ILedgerReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        this.reader = reader;
    }

    /// <summary>The story of a task, at most so many entries of it, in order.</summary>
    public async ValueTask<ImmutableArray<LedgerLine>> OfTaskAsync(TaskId task, int count, CancellationToken cancellationToken) =>
        Tell((await reader.EntriesOfAsync(task, count, cancellationToken)).AsSpan());

    /// <summary>What the entries from an index on say, at most so many of them, in order.</summary>
    public async ValueTask<ImmutableArray<LedgerLine>> FromAsync(long index, int count, CancellationToken cancellationToken) =>
        Tell((await reader.EntriesAsync(index, count, cancellationToken)).AsSpan());

    /// <summary>
    /// Tells entries. What came of an allowed action stands on the line of its decision; it is `unknown` where no entry says,
    /// because Writ or the upstream died in between, or the action still runs. An outcome without its decision among the entries has its own line.
    /// </summary>
    public static ImmutableArray<LedgerLine> Tell(ReadOnlySpan<StoredEntry> entries)
    {
        var lines = new List<LedgerLine>(entries.Length);
        var decided = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var line = EntryReading.Read(entry);
            if (line.Kind is "action.observed" && decided.TryGetValue(line.Decision, out var at))
            {
                lines[at] = lines[at] with { Outcome = line.Outcome };
                continue;
            }

            if (line is { Kind: "action.decided", Verdict: "allow" })
            {
                decided.TryAdd(line.Decision, lines.Count);
                line = line with { Outcome = "unknown" };
            }

            lines.Add(line);
        }

        return [.. lines];
    }
}
