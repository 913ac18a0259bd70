using System.Threading.Channels;
using Writ.Domain;

namespace Writ.Storage;

/// <summary>Read-only connections, opened as they are needed and kept. A read sees one committed state and never waits for the writer.</summary>
internal sealed class ReaderPool : IDisposable
{
    private readonly Func<Database> open;
    private readonly Channel<Slot> free;
    private readonly int size;

    public ReaderPool(Func<Database> open, int size)
    {
        this.open = open;
        this.size = size;
        free = Channel.CreateBounded<Slot>(size);
        for (var i = 0; i < size; i++)
        {
            free.Writer.TryWrite(new Slot());
        }
    }

    /// <summary>Runs a read on a connection that nobody else uses meanwhile.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<Database, T> read, CancellationToken cancellationToken)
    {
        var slot = await TakeAsync(cancellationToken);
        try
        {
            slot.Database ??= open();
            return read(slot.Database);
        }
        catch (DatabaseException failure)
        {
            // A connection that failed is not trusted again.
            slot.Database?.Dispose();
            slot.Database = null;
            throw new JournalUnavailableException($"W5011: the store cannot be read: {failure.Message}; {failure.Fix}", failure);
        }
        finally
        {
            free.Writer.TryWrite(slot);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        for (var i = 0; i < size && free.Reader.TryRead(out var slot); i++)
        {
            slot.Database?.Dispose();
        }

        free.Writer.TryComplete();
    }

    private ValueTask<Slot> TakeAsync(CancellationToken cancellationToken) =>
        free.Reader.TryRead(out var slot) ? ValueTask.FromResult(slot) : free.Reader.ReadAsync(cancellationToken);

    private sealed class Slot
    {
        public Database? Database { get; set; }
    }
}
