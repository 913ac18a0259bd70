using FsCheck;
using FsCheck.Fluent;
using Writ.Bench.Load;

namespace Writ.Bench.Tests.Load;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Quantile_AnyValues_IsWithinOnePercentOfTheSortedOnes()
    {
        var values = Gen.Choose(0, int.MaxValue).Select(static v => (long)v << (v % 8)).NonEmptyListOf().Select(static l => l.ToArray()).ToArbitrary();
        Prop.ForAll(values, static given =>
        {
            var histogram = new LatencyHistogram();
            Array.ForEach(given, histogram.Add);
            var sorted = given.Order().ToArray();
            return histogram.Count == given.Length && histogram.Max == sorted[^1] && new[] { 0.01, 0.5, 0.9, 0.99, 1 }.All(share =>
            {
                var exact = sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
                return Math.Abs(histogram.Quantile(share) - exact) <= exact * 0.01;
            });
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Quantile_NothingAdded_IsZero() => Assert.Equal(0, new LatencyHistogram().Quantile(0.5));

    [Fact]
    public void Add_LargestValue_IsKept()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(long.MaxValue);
        Assert.Equal(long.MaxValue, histogram.Max);
        Assert.InRange(histogram.Quantile(1), long.MaxValue * 0.99, long.MaxValue);
    }

    [Fact]
    public void Add_Negative_CountsAsNone()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(-1);
        Assert.Equal((1, 0), (histogram.Count, histogram.Max));
    }
}
