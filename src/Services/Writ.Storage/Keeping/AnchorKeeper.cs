using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Storage;

/// <summary>Writes the newest durable head to the anchor, at most once a second and at the end. A crash leaves the anchor behind the store, never ahead of it.</summary>
internal sealed partial class AnchorKeeper : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly LedgerAnchor anchor;
    private readonly string origin;
    private readonly ILogger logger;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private AnchoredHead? written;
    private volatile AnchoredHead? newest;

    public AnchorKeeper(LedgerAnchor anchor, string origin, TimeProvider time, ILogger logger)
    {
        this.anchor = anchor;
        this.origin = origin;
        this.logger = logger;
        timer = time.CreateTimer(_ => Write(), null, Period, Period);
    }

    /// <summary>Takes note of a head that is durable now.</summary>
    public void Note(AnchoredHead head) => newest = head;

    /// <summary>Writes what was noted, unless it stands there.</summary>
    public void Write()
    {
        lock (gate)
        {
            var head = newest;
            if (head is null || head == written)
            {
                return;
            }

            try
            {
                anchor.Remember(origin, head);
                written = head;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or StoreException)
            {
                Log.NotWritten(logger, failure);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        Write();
    }

    private static partial class Log
    {
        [LoggerMessage(5003, LogLevel.Error, "the anchor cannot be written: until it is, a store put back from an older copy is not noticed")]
        public static partial void NotWritten(ILogger logger, Exception failure);
    }
}
