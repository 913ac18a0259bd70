using System.Globalization;

namespace Writ.Bench;

/// <summary>The figures of a run, as `name=value unit`, one a line, in order of their names.</summary>
internal sealed class Figures
{
    private readonly SortedDictionary<string, string> lines = new(StringComparer.Ordinal);

    public void Add(string name, double value, string unit) =>
        lines.Add(name, string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value, Math.Abs(value) < 10 ? 3 : 1)} {unit}"));

    public void Print()
    {
        foreach (var (name, value) in lines)
        {
            Console.Out.WriteLine($"{name}={value}");
        }
    }
}
