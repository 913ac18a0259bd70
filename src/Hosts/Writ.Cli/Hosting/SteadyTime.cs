using System.Runtime.InteropServices;

namespace Writ.Cli;

/// <summary>
/// The clock that authority ends by: the wall clock, but never slower than the kernel's boot clock since the start, and never before what the ledger says at the start. So
/// whatever is to end ends by whichever of the two clocks says so first, and setting the wall clock back keeps nothing alive. Timestamps are the boot clock's, which also
/// runs while the machine sleeps.
/// </summary>
internal sealed partial class SteadyTime : TimeProvider
{
    private const int BootClock = 7;
    private const long NanosecondsInTick = 100;

    private readonly TimeProvider wall;
    private readonly Func<TimeSpan> boot;
    private readonly TimeSpan bootAtStart;
    private long start;

    /// <summary>The machine's clocks.</summary>
    public SteadyTime()
        : this(System, Boot)
    {
    }

    /// <summary>These clocks.</summary>
    public SteadyTime(TimeProvider wall, Func<TimeSpan> boot)
    {
        this.wall = wall;
        this.boot = boot;
        bootAtStart = boot();
        start = wall.GetUtcNow().UtcTicks;
    }

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        var steady = Interlocked.Read(ref start) + (boot() - bootAtStart).Ticks;
        return new DateTimeOffset(Math.Max(steady, wall.GetUtcNow().UtcTicks), TimeSpan.Zero);
    }

    /// <inheritdoc />
    public override long GetTimestamp() => boot().Ticks;

    /// <summary>At the start: it is no earlier than this, whatever the wall clock says. Something happened then, and was recorded.</summary>
    public void NotBefore(DateTimeOffset known)
    {
        var least = known.UtcTicks - (boot() - bootAtStart).Ticks;
        for (var seen = Interlocked.Read(ref start); seen < least; seen = Interlocked.Read(ref start))
        {
            Interlocked.CompareExchange(ref start, least, seen);
        }
    }

    private static TimeSpan Boot() => GetTime(BootClock, out var at) == 0
        ? TimeSpan.FromTicks((at.Seconds * TimeSpan.TicksPerSecond) + (at.Nanoseconds / NanosecondsInTick))
        : throw new InvalidOperationException("the kernel has no boot clock");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpecification at);

    /// <summary>struct timespec of a 64-bit system.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
