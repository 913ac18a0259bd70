using System.Buffers.Binary;
using Writ.Authority.Identity;
using Writ.Authority.Keys;
using Writ.Domain;

namespace Writ.Authority.Revocation;

/// <summary>
/// Sees to it that no key outlives its epoch. A file beside the keys says to which epoch they belong: its number in the name, the instant at which it began in the content,
/// since a store that was put back begins a number again. When the store is in another one, every key that rotates is made anew before anything is issued.
/// </summary>
public sealed class EpochKeys
{
    private const int MaxLength = 64;

    private readonly NumberedFiles files;
    private readonly KeyringRotation rotation;
    private readonly SvidAuthority authority;
    private readonly IJournal journal;

    /// <summary>Takes the keys and the store.</summary>
    /// <param name="folder">The folder of the sealed keys.</param>
    /// <param name="rotation">The keyring.</param>
    /// <param name="authority">The keys of identities.</param>
    /// <param name="journal">Knows the epoch.</param>
    public EpochKeys(string folder, KeyringRotation rotation, SvidAuthority authority, IJournal journal)
    {
        files = new NumberedFiles(folder, "epoch");
        this.rotation = rotation;
        this.authority = authority;
        this.journal = journal;
    }

    /// <summary>Makes the keys anew when they belong to another epoch.</summary>
    /// <param name="areFresh">Whether they were made by this start, so that they can belong to no other.</param>
    /// <param name="cause">Why there is another epoch, as it stands in the ledger.</param>
    /// <param name="cancellationToken">Ends the wait before anything is recorded.</param>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so it is not done.</exception>
    /// <exception cref="AuthorityException">The file that says which epoch they belong to can be changed by others.</exception>
    public async ValueTask KeepAsync(bool areFresh, string cause, CancellationToken cancellationToken)
    {
        if (files.Newest == journal.Epoch && SecretFile.Read(files.PathOf(journal.Epoch), "W2003", MaxLength).AsSpan().SequenceEqual(Began()))
        {
            return;
        }

        if (!areFresh)
        {
            await rotation.ReplaceAllAsync(cause, cancellationToken);
            await authority.ReplaceAllAsync(cause, cancellationToken);
        }

        // A crash before this line makes them anew once more.
        files.ReplaceAll(journal.Epoch, Began());
    }

    private byte[] Began()
    {
        var began = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(began, journal.EpochStarted.UtcTicks);
        return began;
    }
}
