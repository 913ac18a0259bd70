using System.Globalization;

namespace Writ.Bench.Processes;

/// <summary>What the kernel says of a process.</summary>
internal static class ProcFile
{
    // The kernel counts in hundredths of a second on every machine of today (USER_HZ).
    private const double MicrosecondsPerTick = 10_000;

    /// <summary>The processor time of a process and its threads, in microseconds.</summary>
    public static double CpuMicroseconds(int process)
    {
        // The command's name stands in parentheses and may hold anything; what follows the last one is plain.
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * MicrosecondsPerTick;
    }

    /// <summary>A size of `/proc/PID/status`, in mebibytes, as in `VmRSS`.</summary>
    public static double Mebibytes(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(name + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024.0;
    }
}
