namespace Writ.Zones.Tools;

/// <summary>A server's own messages, waiting for the agent to fetch them: bounded in bytes, the oldest go first. One reader at a time.</summary>
internal sealed class Outbox(int limit)
{
    private readonly Queue<ReadOnlyMemory<byte>> waiting = [];
    private TaskCompletionSource arrived = NewSignal();
    private int bytes;
    private bool read;
    private bool closed;

    /// <summary>Puts a message in.</summary>
    public void Add(ReadOnlyMemory<byte> message)
    {
        lock (waiting)
        {
            if (closed || message.Length > limit)
            {
                return;
            }

            waiting.Enqueue(message);
            bytes += message.Length;
            while (bytes > limit)
            {
                bytes -= waiting.Dequeue().Length;
            }

            arrived.TrySetResult();
        }
    }

    /// <summary>Takes the place of the one reader; false when it is taken.</summary>
    public bool TryOpen()
    {
        lock (waiting)
        {
            return !read && (read = true);
        }
    }

    /// <summary>Gives the reader's place back.</summary>
    public void Leave()
    {
        lock (waiting)
        {
            read = false;
        }
    }

    /// <summary>Nothing comes any more.</summary>
    public void Close()
    {
        lock (waiting)
        {
            closed = true;
            arrived.TrySetResult();
        }
    }

    /// <summary>Takes the oldest message out; false when there is none.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> message)
    {
        lock (waiting)
        {
            var found = waiting.TryDequeue(out message);
            bytes -= message.Length;
            return found;
        }
    }

    /// <summary>Waits until there is a message; false when none will come any more.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        Task signal;
        lock (waiting)
        {
            if (waiting.Count > 0 || closed)
            {
                return waiting.Count > 0;
            }

            arrived = arrived.Task.IsCompleted ? NewSignal() : arrived;
            signal = arrived.Task;
        }

        await signal.WaitAsync(cancellationToken);
        lock (waiting)
        {
            return waiting.Count > 0 || !closed;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
