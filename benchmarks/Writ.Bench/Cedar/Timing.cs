using System.Diagnostics;
using Writ.Bench.Load;

namespace Writ.Bench.Cedar;

/// <summary>
/// Times a call of about a microsecond with a clock that itself takes tens of nanoseconds. The median is that of batches of distinct calls in a row,
/// divided by their number, so that the clock's cost vanishes; the 99th percentile is that of single calls, the clock's cost included.
/// </summary>
internal static class Timing
{
    private const int Batch = 16;

    /// <summary>Runs the calls in this order again and again for a while; answers the median in nanoseconds.</summary>
    public static double Batches(int[] order, Action<int> call, TimeSpan time)
    {
        var took = new List<double>();
        var began = Stopwatch.GetTimestamp();
        for (var next = 0; Stopwatch.GetElapsedTime(began) < time; next = (next + Batch) % (order.Length - Batch + 1))
        {
            var batch = order.AsSpan(next, Batch);
            var from = Stopwatch.GetTimestamp();
            foreach (var item in batch)
            {
                call(item);
            }

            took.Add((double)(Stopwatch.GetTimestamp() - from) / Batch);
        }

        return Median.Of(took) * Nanoseconds;
    }

    /// <summary>Runs the calls in this order again and again for a while, each timed for itself, in nanoseconds.</summary>
    public static LatencyHistogram Singles(int[] order, Action<int> call, TimeSpan time)
    {
        var took = new LatencyHistogram();
        var began = Stopwatch.GetTimestamp();
        for (var next = 0; Stopwatch.GetElapsedTime(began) < time; next = (next + 1) % order.Length)
        {
            var from = Stopwatch.GetTimestamp();
            call(order[next]);
            took.Add((long)((Stopwatch.GetTimestamp() - from) * Nanoseconds));
        }

        return took;
    }

    /// <summary>Makes each call once, timed for itself.</summary>
    public static void Once(LatencyHistogram took, int count, Action<int> call)
    {
        for (var next = 0; next < count; next++)
        {
            var from = Stopwatch.GetTimestamp();
            call(next);
            took.Add((long)((Stopwatch.GetTimestamp() - from) * Nanoseconds));
        }
    }

    /// <summary>The bytes that one call allocates, over one pass of all.</summary>
    public static double Allocated(int[] order, Action<int> call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var item in order)
        {
            call(item);
        }

        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / order.Length;
    }

    /// <summary>Runs the calls until the compiler has settled: its tiers wait for calls, and for a pause of a tenth of a second.</summary>
    public static async Task WarmAsync(int[] order, Action<int> call, TimeSpan time)
    {
        for (var times = 0; times < 3; times++)
        {
            Batches(order, call, time / 3);
            await Task.Delay(200);
        }
    }

    /// <summary>What reading the clock twice takes, in nanoseconds.</summary>
    public static double OfTheClock() => Singles([.. Enumerable.Range(0, 64)], static _ => { }, TimeSpan.FromMilliseconds(50)).Quantile(0.5);

    private static double Nanoseconds => 1e9 / Stopwatch.Frequency;
}
