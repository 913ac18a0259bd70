using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Values;

/// <summary>Values picked so that a plain sum, or a hash that folds its words, gives them one hash: hardly any two may share one.</summary>
public sealed class ValueHashTests
{
    private const int Many = 4_000;

    [Fact]
    public void GetHashCode_SetsOfTheSameLeavesPairedOtherwise_Differ() => AssertSpread(
        Enumerable.Range(1, Many).Select(shift => Set(Enumerable.Range(0, 8).Select(i => Set([i, 8 + ((i + shift) % 8) + ((shift / 8) * ((i % 2 * 2) - 1) * 1_000_000L)])))));

    [Fact]
    public void GetHashCode_PermutedPairs_Differ() => AssertSpread(Pairings());

    [Fact]
    public void GetHashCode_SameLeavesNestedOtherwise_Differ()
    {
        CedarValue a = 1, b = 2, c = 3;
        AssertSpread([Set([a, b, c]), Set([Set([a, b]), c]), Set([a, Set([b, c])]), Set([Set([a]), Set([b]), Set([c])]), Set([Set([a, b, c])]), Set([Set([Set([a, b, c])])]), Set([]), Set([Set([])]), Set([Set([Set([])])])]);
    }

    [Fact]
    public void GetHashCode_LongsWhoseHalvesAreEqual_Differ() =>
        AssertSpread(Enumerable.Range(1, Many).Select(i => CedarValue.From(i * 0x1_0000_0001L)));

    [Fact]
    public void GetHashCode_DurationsWhoseHalvesAreEqual_Differ() =>
        AssertSpread(Enumerable.Range(1, Many).Select(i => CedarValue.From(new DurationValue(i * 0x1_0000_0001L))));

    [Fact]
    public void GetHashCode_AddressesWhoseWordsAreEqual_Differ() => AssertSpread(Enumerable.Range(1, Many).Select(i =>
        CedarValue.From(IpAddressValue.TryParse($"0:{i:x}:0:{i:x}:0:0:0:0", out var address) ? address : throw new FormatException())));

    [Fact]
    public void Equals_SetsInAnyOrder_HaveOneHash()
    {
        CedarValue[] members = [1L, "a", Set([2L, Set([])]), CedarRecord.Of(("x", Set([3L, 4L])))];
        var set = CedarSet.Of(members);
        Array.Reverse(members);
        Assert.Equal(set, CedarSet.Of(members));
        Assert.Equal(set.GetHashCode(), CedarSet.Of(members).GetHashCode());
        Assert.NotEqual(set, CedarSet.Of(members[1..]));
    }

    [Fact]
    public void GetHashCode_RecordsWithNamesAndValuesPairedOtherwise_Differ() => AssertSpread(
        Enumerable.Range(1, Many).Select(shift => (CedarValue)CedarRecord.Of(("a", shift), ("b", Many - shift), ("c", CedarRecord.Of(("d", shift % 2))))));

    // Both say the same in as many values as there are ways down, 2^60: only what differs before one is gone through can tell records of them apart.
    [Fact]
    public void Of_RecordsOfLargeEqualValuesThatDifferElsewhere_AreToldApartWithoutGoingThroughThem()
    {
        CedarValue one = Doubled(60), other = Doubled(60);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        var set = CedarSet.Of(CedarRecord.Of(("a", one), ("b", 1)), CedarRecord.Of(("a", other), ("b", 2)), CedarRecord.Of(("a", one), ("b", 1)));
        Assert.Equal(2, set.Count);
        Assert.False(set.Contains(CedarRecord.Of(("a", other), ("b", 3))));
        Assert.Equal(Doubled(6), Doubled(6));
    }

    private static CedarValue Doubled(int depth)
    {
        CedarValue value = 0;
        for (var level = 0; level < depth; level++) value = CedarSet.Of(CedarRecord.Of(("a", value), ("b", 1)), CedarRecord.Of(("a", value), ("b", 2)));
        return value;
    }

    // Every way to pair eight leaves with eight others has the same sum of leaves.
    private static IEnumerable<CedarValue> Pairings()
    {
        var order = Enumerable.Range(0, 8).ToArray();
        for (var made = 0; made < Many; made++)
        {
            yield return Set(order.Select((other, i) => Set([i, 100 + other])));

            // The next permutation.
            var at = order.Length - 2;
            while (order[at] > order[at + 1]) at--;
            var with = order.Length - 1;
            while (order[with] < order[at]) with--;
            (order[at], order[with]) = (order[with], order[at]);
            Array.Reverse(order, at + 1, order.Length - at - 1);
        }
    }

    private static void AssertSpread(IEnumerable<CedarValue> values)
    {
        var different = values.ToHashSet();

        // By chance two of four thousand share one of four milliards in one run of five hundred, four of them never.
        Assert.InRange(different.Select(value => value.GetHashCode()).Distinct().Count(), different.Count - 2, different.Count);
        Assert.InRange(different.Count, 9, int.MaxValue);
    }

    private static CedarValue Set(IEnumerable<CedarValue> members) => CedarSet.Of([.. members]);
}
