using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>
/// A session with a server that is a process: one JSON-RPC message a line. Answers find their request by the exact bytes of the id;
/// those that nobody waits for are dropped and counted. When the process dies, whoever waits learns of it at once.
/// </summary>
internal sealed partial class StdioSession : IUpstreamSession
{
    private const int QueuedLines = 64;
    private const int QueuedBytes = 1024 * 1024;
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(1);

    private readonly SessionOpening opening;
    private readonly Slug server;
    private readonly Process process;
    private readonly int group;
    private readonly DirectoryInfo home;
    private readonly Stream input;
    private readonly Func<ReadOnlyMemory<byte>, ValueTask> inbound;
    private readonly ConnectorOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ReadOnlyMemory<byte>>> pending = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly CancellationTokenSource ending = new();
    private readonly object queue = new();
    private readonly Task ended;
    private UpstreamException? fault;
    private long errorBytes;
    private long errorLines;
    private long dropped;
    private long queued;

    public StdioSession(
        SessionOpening opening, Process process, DirectoryInfo home, Func<ReadOnlyMemory<byte>, ValueTask> inbound, ConnectorOptions options, TimeProvider time, ILogger logger)
    {
        this.opening = opening;
        server = opening.Server.Name;
        this.process = process;
        group = process.Id;
        this.home = home;
        this.inbound = inbound;
        this.options = options;
        this.time = time;
        this.logger = logger;
        input = process.StandardInput.BaseStream;
        Log.Started(logger, server);
        ended = Task.Run(LiveAsync);
    }

    public Task Ended => ended;

    public async ValueTask<ReadOnlyMemory<byte>> PerformAsync(Authorized<ActionRequest> action, CancellationToken cancellationToken)
    {
        var (envelope, message) = Outgoing.Of(action, opening);
        return await RequestAsync(envelope, message, cancellationToken);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ExchangeAsync(ProtocolMessage message, CancellationToken cancellationToken)
    {
        var envelope = Outgoing.Of(message);
        if (!envelope.Id.IsEmpty)
        {
            return await RequestAsync(envelope, message.Bytes, cancellationToken);
        }

        await WriteAsync(message.Bytes, cancellationToken);
        return null;
    }

    public ValueTask RefuseAsync(ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> error, CancellationToken cancellationToken) =>
        WriteAsync(RpcReply.Error(id.Span, error.Span), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await ended;
    }

    private async ValueTask<ReadOnlyMemory<byte>> RequestAsync(RpcEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var waiting = new TaskCompletionSource<ReadOnlyMemory<byte>>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!pending.TryAdd(envelope.Key, waiting))
        {
            throw new ArgumentException("a request with this id is under way", nameof(message));
        }

        try
        {
            await WriteAsync(message, cancellationToken);
            return await waiting.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            pending.TryRemove(envelope.Key, out _);
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (message.Span.ContainsAny((byte)'\n', (byte)'\r'))
        {
            throw new ArgumentException("a message is one line", nameof(message));
        }

        var line = new byte[message.Length + 1];
        message.Span.CopyTo(line);
        line[^1] = (byte)'\n';
        await writing.WaitAsync(cancellationToken);
        try
        {
            if (ending.IsCancellationRequested)
            {
                throw new UpstreamException(UpstreamFault.Unreachable, $"the server `{server}` has ended");
            }

            // Not cancelled by the caller: half a line would spoil the line after it. A pipe's write blocks its thread when the process does not read.
            await Task.Run(() => input.Write(line), CancellationToken.None).WaitAsync(options.WriteLimit, time, CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or TimeoutException)
        {
            await ending.CancelAsync();
            throw new UpstreamException(UpstreamFault.Died, $"the server `{server}` no longer reads", exception);
        }
        finally
        {
            writing.Release();
        }
    }

    // The whole life of the process: it ends by itself, by what it sends, or by disposal; then everything it left is removed.
    private async Task LiveAsync()
    {
        var reading = ReadAsync(process.StandardOutput.BaseStream);
        var draining = OnThread(() => Drain(process.StandardError.BaseStream));
        var exited = process.WaitForExitAsync(CancellationToken.None);
        var disposed = Task.Delay(Timeout.InfiniteTimeSpan, time, ending.Token);
        if (await Task.WhenAny(exited, reading, disposed) != exited)
        {
            await StopAsync(exited);
        }

        // The leader is gone; what it left behind would keep the pipes open, and must not outlive the session.
        ProcessGroup.Destroy(group);
        await ending.CancelAsync();
        await Task.WhenAny(Task.WhenAll(reading, draining), Task.Delay(DrainLimit, time, CancellationToken.None));
        FailPending();
        Log.Ended(logger, server, exited.IsCompletedSuccessfully ? process.ExitCode : -1, Interlocked.Read(ref errorBytes), Interlocked.Read(ref errorLines), Interlocked.Read(ref dropped));
        process.Dispose();
        RemoveHome();
    }

    private async Task StopAsync(Task exited)
    {
        // Whoever waits is told before the grace begins.
        FailPending();
        try
        {
            input.Close();
        }
        catch (IOException)
        {
            // The pipe was broken already.
        }

        ProcessGroup.Terminate(group);
        await Task.WhenAny(exited, Task.Delay(options.TerminationGrace, time, CancellationToken.None));
        ProcessGroup.Destroy(group);
        await exited;
    }

    // Reading a pipe blocks a thread, so that each has its own: a hundred idle sessions must not starve the pool.
    private static Task OnThread(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private async Task ReadAsync(Stream output)
    {
        var lines = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(QueuedLines) { SingleReader = true, SingleWriter = true });
        var pumping = OnThread(() => Pump(output, lines.Writer));
        await foreach (var line in lines.Reader.ReadAllAsync(CancellationToken.None))
        {
            await RouteAsync(line);
            lock (queue)
            {
                queued -= line.Length;
                Monitor.PulseAll(queue);
            }
        }

        await pumping;
    }

    private void Pump(Stream output, ChannelWriter<byte[]> lines)
    {
        var buffer = new LineBuffer(options.MaxMessageBytes);
        try
        {
            for (int read; (read = output.Read(buffer.Free().Span)) > 0;)
            {
                buffer.Filled(read);
                while (buffer.TryTake(out var line))
                {
                    // A full queue holds this thread, and so the server, until its messages were heard. One line may be larger than the queue; it waits until it is alone.
                    lock (queue)
                    {
                        while (queued > 0 && queued + line.Length > QueuedBytes)
                        {
                            Monitor.Wait(queue);
                        }

                        queued += line.Length;
                    }

                    lines.WriteAsync(line, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                }
            }
        }
        catch (UpstreamException exception)
        {
            fault = exception;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The pipe broke: the same as its end.
        }
        finally
        {
            lines.Complete();
        }
    }

    private async ValueTask RouteAsync(byte[] line)
    {
        if (RpcEnvelope.Read(line) is not { } envelope)
        {
            Interlocked.Increment(ref dropped);
        }
        else if (envelope.Answers)
        {
            if (envelope.Id.IsEmpty || !pending.TryRemove(envelope.Key, out var waiting) || !waiting.TrySetResult(line))
            {
                Interlocked.Increment(ref dropped);
            }
        }
        else
        {
            try
            {
                await (envelope is { Method: "ping", Id.IsEmpty: false } ? WriteAsync(RpcReply.Empty(envelope.Id.Span), CancellationToken.None) : inbound(line));
            }
            catch (Exception exception)
            {
                Log.NotHeard(logger, server, exception.GetType().Name);
            }
        }
    }

    // What a server says on standard error may hold anything: it is counted, never kept.
    private void Drain(Stream error)
    {
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = error.Read(buffer)) > 0;)
            {
                Interlocked.Add(ref errorBytes, read);
                Interlocked.Add(ref errorLines, buffer.AsSpan(0, read).Count((byte)'\n'));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The pipe broke: the same as its end.
        }
    }

    private void FailPending()
    {
        foreach (var (key, waiting) in pending)
        {
            if (pending.TryRemove(key, out _))
            {
                waiting.TrySetException(fault ?? Died());
            }
        }
    }

    private UpstreamException Died() => new(UpstreamFault.Died, $"the server `{server}` ended before it answered");

    private void RemoveHome()
    {
        try
        {
            home.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.HomeLeft(logger, server, exception.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4100, LogLevel.Debug, "started {Server}")]
        public static partial void Started(ILogger logger, Slug server);

        [LoggerMessage(4101, LogLevel.Information, "ended {Server}: exit code {Code}, {ErrorBytes} bytes in {ErrorLines} lines on standard error, {Dropped} messages dropped")]
        public static partial void Ended(ILogger logger, Slug server, int code, long errorBytes, long errorLines, long dropped);

        [LoggerMessage(4102, LogLevel.Warning, "a message of {Server} could not be passed on: {Detail}")]
        public static partial void NotHeard(ILogger logger, Slug server, string detail);

        [LoggerMessage(4103, LogLevel.Warning, "the home folder of {Server} could not be removed: {Detail}")]
        public static partial void HomeLeft(ILogger logger, Slug server, string detail);
    }
}
