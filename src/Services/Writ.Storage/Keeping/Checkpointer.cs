using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Writ.Storage;

/// <summary>
/// Copies the write-ahead log into the database on a connection of its own, so that the writer does not pay for it. While the writer runs on, the log only
/// grows; beyond a bound the writer copies the rest itself, which is short right after a copy, and the log begins anew.
/// </summary>
internal sealed partial class Checkpointer(Database database, ILogger logger) : IAsyncDisposable
{
    private const int CopyEvery = 4_000;        // pages written: 16 MiB
    private const int BeginAnewBeyond = 12_000; // pages in the log: 48 MiB

    private readonly Channel<bool> wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task loop = Task.CompletedTask;
    private int pages;
    private volatile bool isLong;

    /// <summary>Begins to wait for work.</summary>
    public void Start() => loop = Task.Run(RunAsync);

    /// <summary>Counts what the writer wrote. Called by the writer alone.</summary>
    public void Wrote(int count)
    {
        pages += count;
        if (pages >= CopyEvery)
        {
            pages = 0;
            wanted.Writer.TryWrite(true);
        }
    }

    /// <summary>Whether the log is beyond its bound and all but its end was copied just now. Asked by the writer alone; answered once.</summary>
    public bool TakeLong()
    {
        var was = isLong;
        isLong = false;
        return was;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        wanted.Writer.TryComplete();
        await loop;
        Try("TRUNCATE");
        database.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (var _ in wanted.Reader.ReadAllAsync())
        {
            isLong = Try("PASSIVE") > BeginAnewBeyond;
        }
    }

    // The pages that the log holds; none when it could not be asked.
    private long Try(string mode)
    {
        try
        {
            var statement = database.Prepared($"PRAGMA wal_checkpoint({mode})");
            var found = statement.Step() ? statement.Int64(1) : 0;
            statement.Reset();
            return found;
        }
        catch (DatabaseException failure)
        {
            // The log keeps everything; the next one tries again.
            Log.NotCopied(logger, failure);
            return 0;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5004, LogLevel.Warning, "the write-ahead log could not be copied into the database yet")]
        public static partial void NotCopied(ILogger logger, Exception failure);
    }
}
