using System.Numerics;

namespace Writ.Bench.Load;

/// <summary>Counts durations in logarithmic buckets, 64 to each doubling: a quantile is within 0.8 % of the truth, at any size, in fixed memory. The greatest is kept exactly.</summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int Sub = 1 << SubBits;
    private const int LargestExponent = 63 - SubBits;

    private readonly long[] counts = new long[(LargestExponent + 2) * Sub];

    public long Count { get; private set; }

    public long Max { get; private set; }

    /// <summary>Adds one duration; a negative one counts as none.</summary>
    public void Add(long nanoseconds)
    {
        var value = Math.Max(0, nanoseconds);
        counts[IndexOf(value)]++;
        Count++;
        Max = Math.Max(Max, value);
    }

    /// <summary>The duration that a share of all are not longer than; zero when there is none.</summary>
    public double Quantile(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (var index = 0; index < counts.Length; index++)
        {
            seen += counts[index];
            if (seen >= rank)
            {
                return Math.Min(Max, MiddleOf(index));
            }
        }

        return 0;
    }

    private static int IndexOf(long value)
    {
        var exponent = Math.Max(0, BitOperations.Log2((ulong)value) - SubBits);
        return (exponent * Sub) + (int)(value >> exponent);
    }

    // The first two groups hold one value each; a later one 2^exponent of them.
    private static double MiddleOf(int index)
    {
        var exponent = Math.Max(0, (index / Sub) - 1);
        var low = (double)(index - (exponent * Sub)) * (1L << exponent);
        return low + (((1L << exponent) - 1) / 2.0);
    }
}
