using System.Globalization;
using Writ.Bench.Load;

namespace Writ.Bench.Spine;

/// <summary>The table of a run: medians over its rounds, errors summed.</summary>
internal static class Report
{
    public static void Print(IReadOnlyCollection<Measurement> measurements, string loadBefore)
    {
        Console.Out.WriteLine(Machine.Describe(loadBefore));
        Console.Out.WriteLine("the load generator, the upstream and whatever is measured share these processors: rates are floors, and only ratios within one run compare");
        Console.Out.WriteLine();
        Console.Out.WriteLine("| load          | leg          | calls/s | p50 µs | p90 µs | p99 µs | max µs | errors | cpu µs/call | generator µs/call |");
        Console.Out.WriteLine("|---------------|--------------|--------:|-------:|-------:|-------:|-------:|-------:|------------:|------------------:|");
        foreach (var group in measurements.GroupBy(static m => (m.Shape.Name, m.Leg)).OrderBy(static g => g.Key.Name, StringComparer.Ordinal))
        {
            string Of(Func<LoadResult, double> value) => Number(Median.Of(group.Select(m => value(m.Result))));
            var cpu = group.First().Cpu is null ? "" : Number(Median.Of(group.Select(static m => m.Cpu ?? 0)));
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {group.Key.Name,-13} | {group.Key.Leg,-12} | {Of(static r => r.PerSecond),7} | {Of(static r => r.P50),6} | {Of(static r => r.P90),6} | {Of(static r => r.P99),6} | {Of(static r => r.Max),6} | {group.Sum(static m => m.Result.Errors),6} | {cpu,11} | {Of(static r => r.OwnCpu),17} |"));
        }

        Console.Out.WriteLine();
    }

    private static string Number(double value) => value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
