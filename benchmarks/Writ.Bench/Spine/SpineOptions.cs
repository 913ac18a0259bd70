using System.Globalization;

namespace Writ.Bench.Spine;

/// <summary>How a run is shortened or bent.</summary>
/// <param name="Writ">The `./writ` of this checkout.</param>
/// <param name="Rounds">How often every leg is measured.</param>
/// <param name="Starts">How many starts are timed.</param>
/// <param name="WithoutWrit">Whether only the ground is measured: direct and nginx.</param>
internal sealed record SpineOptions(string Writ, int Rounds = 3, int Starts = 5, bool WithoutWrit = false)
{
    /// <summary>Reads the arguments; null when one is not known.</summary>
    public static SpineOptions? Parse(string writ, ReadOnlySpan<string> arguments)
    {
        var options = new SpineOptions(writ);
        while (!arguments.IsEmpty)
        {
            switch (arguments)
            {
                case ["--rounds", var text, .. var rest] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds > 0:
                    options = options with { Rounds = rounds };
                    arguments = rest;
                    break;
                case ["--without-writ", .. var rest]:
                    options = options with { WithoutWrit = true };
                    arguments = rest;
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
