using System.Diagnostics;

namespace Writ.Bench.Load;

/// <summary>
/// Runs one job, on the calling thread. In an open loop a call is due when the schedule says so, and is measured from then, whether or not a connection was
/// free: a server that stalls is charged for every call that waited (no coordinated omission).
/// </summary>
internal sealed class LoadRun
{
    private const int MostErrors = 1000;
    private const long DrainLimit = 5_000_000_000;

    private readonly LoadJob job;
    private readonly McpConnection[] connections;
    private readonly Epoll epoll;
    private readonly LatencyHistogram latencies = new();
    private readonly Queue<McpConnection> idle = new();
    private readonly Queue<long> waiting = new();
    private readonly long countFrom;
    private readonly long end;
    private long scheduled;
    private long sent;
    private long answered;
    private long errors;
    private string? firstError;

    private LoadRun(LoadJob job, McpConnection[] connections, Epoll epoll)
    {
        this.job = job;
        this.connections = connections;
        this.epoll = epoll;
        Start = Now;
        countFrom = Start + (job.WarmMilliseconds * 1_000_000L);
        end = countFrom + (job.MeasureMilliseconds * 1_000_000L);
    }

    // Linux counts nanoseconds.
    private static long Now => Stopwatch.GetTimestamp();

    private long Start { get; }

    /// <summary>Opens the connections, runs the job, and closes them.</summary>
    public static LoadResult Run(LoadJob job)
    {
        using var dpop = job.Dpop ? Dpop.Ask(job.TokenSocket ?? throw new ArgumentException("a writ needs a token socket", nameof(job))) : null;
        var endpoint = new McpEndpoint(job.Url, job.Socket, dpop is null ? null : $"DPoP {dpop.Token}");
        using var readable = new Epoll();
        var opened = new List<McpConnection>(job.Connections);
        try
        {
            for (var i = 0; i < job.Connections; i++)
            {
                opened.Add(McpConnection.Open(endpoint, dpop));
                readable.Watch(opened[i].Socket, i);
            }

            var cpu = Environment.CpuUsage.TotalTime;
            var run = new LoadRun(job, [.. opened], readable);
            run.Loop();
            return run.Result(Environment.CpuUsage.TotalTime - cpu);
        }
        finally
        {
            opened.ForEach(static c => c.Dispose());
        }
    }

    private void Loop()
    {
        foreach (var connection in connections)
        {
            idle.Enqueue(connection);
        }

        for (var now = Start; errors < MostErrors; now = Now)
        {
            Dispatch(now);
            if (now >= end && (connections.All(static c => !c.Busy) || now >= end + DrainLimit))
            {
                break;
            }

            if (idle.Count == 0 && connections.All(static c => c.Broken))
            {
                break;
            }

            var until = now >= end ? end + DrainLimit : job.Rate > 0 ? Math.Min(DueAt(scheduled), end) : end;
            var ready = epoll.Wait(until - now);
            for (var i = 0; i < ready; i++)
            {
                Take(connections[epoll.KeyAt(i)]);
            }
        }

        // What is still owed was never answered: it counts, or a server that stops answering would look fast.
        var owed = waiting.Count + connections.Count(static c => c.Busy && !c.Broken);
        for (var i = 0; i < owed; i++)
        {
            Fail("no answer before the end");
        }
    }

    private void Dispatch(long now)
    {
        if (job.Rate == 0)
        {
            while (now < end && idle.TryDequeue(out var connection))
            {
                Send(connection, now);
            }

            return;
        }

        for (; DueAt(scheduled) <= now && DueAt(scheduled) < end; scheduled++)
        {
            waiting.Enqueue(DueAt(scheduled));
        }

        while (waiting.Count > 0 && idle.TryDequeue(out var connection))
        {
            Send(connection, waiting.Dequeue());
        }
    }

    private long DueAt(long call) => Start + (long)(call * (1e9 / job.Rate));

    private void Send(McpConnection connection, long due)
    {
        try
        {
            sent++;
            connection.Send(due);
        }
        catch (IOException exception)
        {
            Fail(exception.Message);
        }
    }

    private void Take(McpConnection connection)
    {
        try
        {
            if (connection.Broken || !connection.Receive(out var wrong))
            {
                return;
            }

            if (wrong is not null)
            {
                Fail(wrong);
            }
            else
            {
                Count(connection.Due, Now);
            }

            idle.Enqueue(connection);
        }
        catch (IOException exception)
        {
            Fail(exception.Message);
        }
    }

    // An open loop counts what was due in the window, however late it came; a closed one what was answered in it.
    private void Count(long due, long now)
    {
        var decisive = job.Rate > 0 ? due : now;
        if (decisive >= countFrom && decisive < end)
        {
            answered++;
            latencies.Add(now - due);
        }
    }

    private void Fail(string what)
    {
        errors++;
        firstError ??= what;
    }

    private LoadResult Result(TimeSpan cpu)
    {
        double At(double share) => latencies.Quantile(share) / 1000;
        return new LoadResult(
            sent, answered, answered * 1000.0 / job.MeasureMilliseconds, At(0.5), At(0.9), At(0.99), latencies.Max / 1000.0, errors, firstError, cpu.TotalMicroseconds / Math.Max(1, sent));
    }
}
