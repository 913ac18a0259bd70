using System.Globalization;

namespace Writ.Bench;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    /// <summary>How busy the machine is, over the last minute.</summary>
    public static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>Says on standard error that others' work is in the figures, when it is.</summary>
    public static void WarnWhenBusy(string load, string aboveAll)
    {
        if (double.Parse(load, CultureInfo.InvariantCulture) > 1)
        {
            Console.Error.WriteLine($"the machine is busy (load average {load}): others' work is in these figures, above all in {aboveAll}");
        }
    }

    /// <summary>Date, processor, memory, load and runtime in one line.</summary>
    public static string Describe(string loadBefore)
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor";
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        return string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} virtual cores ({model}), {memory} GiB, load average {loadBefore} before, .NET {Environment.Version}");
    }
}
