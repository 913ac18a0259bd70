using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Zones.Tools;

/// <summary>Pins the definitions of tools: whichever is seen first, in one transaction, and only where none was pinned. What changes after that stays unpinned until an operator looks.</summary>
internal sealed class PinBook(IJournal journal, IStateReader state, IUlidSource ulids, TimeProvider time)
{
    private const int Attempts = 4;

    /// <summary>The pins of a server.</summary>
    public ValueTask<ImmutableDictionary<ActionName, Digest256>> ReadAsync(Slug server, CancellationToken cancellationToken) => state.PinsAsync(server, cancellationToken);

    /// <summary>Pins what of these is not pinned yet, up to a limit for the server, and gives the pins as they are then.</summary>
    public async ValueTask<ImmutableDictionary<ActionName, Digest256>> PinAsync(
        Slug server, IReadOnlyDictionary<ActionName, Digest256> offered, int limit, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var pins = await state.PinsAsync(server, cancellationToken);
            var missing = offered.Where(tool => !tool.Value.IsDefault && !pins.ContainsKey(tool.Key)).Take(Math.Max(0, limit - pins.Count)).ToImmutableArray();
            if (missing.IsEmpty || attempt == Attempts)
            {
                return pins;
            }

            // Two sessions may see a server for the first time at once: the one that comes second reads what the first one pinned.
            await journal.CommitAsync(
                [.. missing.Select(static tool => new Condition.DefinitionPinned(tool.Key, default))],
                [.. missing.Select(static tool => new Change.PinDefinition(tool.Key, tool.Value))],
                [.. missing.Select(tool => new LedgerEntry.DefinitionPinned(tool.Key, tool.Value) { Id = EntryId.New(ulids), At = time.GetUtcNow() })],
                cancellationToken);
        }
    }
}
