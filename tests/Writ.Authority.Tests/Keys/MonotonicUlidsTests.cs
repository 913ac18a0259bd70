using Writ.Authority.Keys;
using Writ.Testing;

namespace Writ.Authority.Tests.Keys;

public sealed class MonotonicUlidsTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void Next_SameMillisecond_Increases()
    {
        var source = new MonotonicUlids(time);
        var ids = Enumerable.Range(0, 10_000).Select(_ => source.Next()).ToArray();
        Assert.Equal(ids.Order(), ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Next_ClockStepsBack_Increases()
    {
        var source = new MonotonicUlids(time);
        var before = source.Next();
        time.SetBack(TimeSpan.FromHours(1));
        Assert.True(source.Next() > before);
    }

    [Fact]
    public void Next_LaterMillisecond_TakesFreshChance()
    {
        var source = new MonotonicUlids(time);
        var first = source.Next();
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotEqual(first.ToString()[10..], source.Next().ToString()[10..]);
    }

    [Fact]
    public async Task Next_ManyThreads_NeverGivesOneTwice()
    {
        var source = new MonotonicUlids(time);
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 2000).Select(_ => source.Next()).ToArray())));
        Assert.All(ids, own => Assert.Equal(own.Order(), own));
        Assert.Equal(16_000, ids.SelectMany(static i => i).Distinct().Count());
    }
}
