using System.Numerics;

namespace Writ.Cedar.Authorization;

/// <summary>
/// The responses a set has given, so that requests which the same policies answer alike share one, and a decision allocates
/// nothing. It is bounded: of two that fall on one place the later stays. Read and written without a lock, since a response
/// never changes and a lost one is made again.
/// </summary>
internal sealed class ResponseCache(int policies)
{
    private const int Smallest = 64;
    private const int Largest = 16_384;

    private readonly Entry?[] _entries = new Entry?[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(policies * 4, Smallest, Largest))];

    public CedarResponse Get(ReadOnlySpan<int> outcomes, PolicySet policies)
    {
        ref var place = ref _entries[Hash(outcomes) & (_entries.Length - 1)];
        if (place is { } known && outcomes.SequenceEqual(known.Outcomes)) return known.Response;
        var response = CedarResponse.Of(outcomes, policies, []);
        place = new Entry(outcomes.ToArray(), response);
        return response;
    }

    private static int Hash(ReadOnlySpan<int> outcomes)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var outcome in outcomes) hash = (hash ^ (uint)outcome) * 0x9E3779B97F4A7C15UL;
        return (int)(hash >> 40);
    }

    private sealed record Entry(int[] Outcomes, CedarResponse Response);
}
