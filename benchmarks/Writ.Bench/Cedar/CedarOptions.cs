using System.Globalization;

namespace Writ.Bench.Cedar;

/// <summary>How a run is lengthened, shortened or bent.</summary>
/// <param name="Writ">The `./writ` of this checkout, from which its folders are found.</param>
/// <param name="Rounds">How often every engine is measured at every size.</param>
/// <param name="Seed">From which the workload is made.</param>
/// <param name="Full">Whether the paper's applications run as often as in the paper.</param>
/// <param name="Only">Which of the two sections runs; null for both.</param>
internal sealed record CedarOptions(string Writ, int Rounds = 5, int Seed = 20260101, bool Full = false, string? Only = null)
{
    /// <summary>The root of this checkout.</summary>
    public string Root => Path.GetDirectoryName(Path.GetFullPath(Writ))!;

    /// <summary>Reads the arguments; null when one is not known.</summary>
    public static CedarOptions? Parse(string writ, ReadOnlySpan<string> arguments)
    {
        var options = new CedarOptions(writ);
        while (!arguments.IsEmpty)
        {
            switch (arguments)
            {
                case ["--rounds", var text, .. var rest] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds > 0:
                    options = options with { Rounds = rounds };
                    arguments = rest;
                    break;
                case ["--seed", var text, .. var rest] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed):
                    options = options with { Seed = seed };
                    arguments = rest;
                    break;
                case ["--full", .. var rest]:
                    options = options with { Full = true };
                    arguments = rest;
                    break;
                case ["gateway" or "oopsla", .. var rest] when options.Only is null:
                    options = options with { Only = arguments[0] };
                    arguments = rest;
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
