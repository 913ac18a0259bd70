using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>Replaces the keys of the keyring, on schedule and on command. Each change is recorded before it happens. Thread-safe.</summary>
public sealed class KeyringRotation(IKeyring keyring, IJournal journal, IUlidSource ids, TimeProvider time)
{
    private static readonly ImmutableArray<KeyPurpose> Rotating = [KeyPurpose.Writs, KeyPurpose.Nonces, KeyPurpose.Sealing];

    private readonly SemaphoreSlim changing = new(1, 1);

    /// <summary>Makes the keys that are due and destroys those whose last writ is over; does nothing in between. Called at start and every minute.</summary>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so nothing changed.</exception>
    public async ValueTask KeepAsync(CancellationToken cancellationToken)
    {
        await changing.WaitAsync(cancellationToken);
        try
        {
            var (made, destroyed) = KeyringSchedule.Due(keyring.Generations, time.GetUtcNow());
            if (!made.IsEmpty || !destroyed.IsEmpty)
            {
                await ChangeAsync(made, destroyed, "schedule", cancellationToken);
            }
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>
    /// Makes every key anew that rotates, to be used at once, and destroys the others: no writ and no nonce of before is worth anything. Of those that seal the old
    /// ones stay, to open what they sealed.
    /// </summary>
    /// <param name="cause">Why, as it stands in the ledger.</param>
    /// <param name="cancellationToken">Ends the wait before anything is recorded.</param>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so nothing changed.</exception>
    public async ValueTask ReplaceAllAsync(string cause, CancellationToken cancellationToken)
    {
        await changing.WaitAsync(cancellationToken);
        try
        {
            await ChangeAsync(Rotating, [.. keyring.Generations.Where(static k => k.Purpose is KeyPurpose.Writs or KeyPurpose.Nonces)], cause, cancellationToken);
        }
        finally
        {
            changing.Release();
        }
    }

    private async ValueTask ChangeAsync(ImmutableArray<KeyPurpose> purposes, ImmutableArray<KeyGeneration> destroyed, string cause, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        ImmutableArray<KeyGeneration> made = [.. purposes.Select(purpose => keyring.Make(purpose, now))];
        await journal.CommitAsync([], [], [new LedgerEntry.KeyringChanged(made, destroyed, cause) { Id = EntryId.New(ids), At = now }], cancellationToken);
        keyring.Change(made, destroyed);
    }
}
