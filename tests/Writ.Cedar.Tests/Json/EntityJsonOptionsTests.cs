using Writ.Cedar.Json;

namespace Writ.Cedar.Tests.Json;

public sealed class EntityJsonOptionsTests
{
    [Fact]
    public void TryRead_MoreEntitiesThanTheLimit_IsRefused()
    {
        var two = $"[{Entity("a")},{Entity("b")}]";
        Assert.True(EntityJson.TryRead(two, out _, out _, options: new EntityJsonOptions { MaxEntities = 2 }));
        Assert.False(EntityJson.TryRead(two, out _, out var error, options: new EntityJsonOptions { MaxEntities = 1 }));
        Assert.Equal("found 2 entities, expected at most 1", error.ToString());
    }

    [Fact]
    public void TryRead_LongerThanTheLimit_IsRefusedBeforeItIsRead()
    {
        var json = $"[{Entity("ü")}]";
        var bytes = System.Text.Encoding.UTF8.GetBytes(json);
        Assert.True(EntityJson.TryRead(json, out _, out _, options: new EntityJsonOptions { MaxJsonLength = bytes.Length }));
        Assert.False(EntityJson.TryRead(json, out _, out var error, options: new EntityJsonOptions { MaxJsonLength = bytes.Length - 1 }));
        Assert.Contains("at most", error.Message, StringComparison.Ordinal);
        Assert.False(EntityJson.TryRead(bytes.AsMemory(), out _, out _, options: new EntityJsonOptions { MaxJsonLength = bytes.Length - 1 }));
        Assert.False(ValueJson.TryReadRecord("{\"a\":1}", out _, out _, options: new EntityJsonOptions { MaxJsonLength = 6 }));
        Assert.True(ValueJson.TryReadRecord("{\"a\":1}", out _, out _, options: new EntityJsonOptions { MaxJsonLength = 7 }));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(EntityJsonOptions.DeepestNesting)]
    public void TryRead_DeeperThanTheLimit_IsRefused(int limit)
    {
        var options = new EntityJsonOptions { MaxNesting = limit };
        Assert.True(ValueJson.TryReadRecord(Nested(limit), out var record, out var error, options: options), error?.ToString());
        Assert.Equal(record, ValueJson.TryReadRecord(Nested(limit), out var again, out _, options: options) ? again : null);
        Assert.False(ValueJson.TryReadRecord(Nested(limit + 1), out _, out error, options: options));
        Assert.Contains($"more than {limit} levels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_KeysOrEntitiesGivenTwice_AreRefusedWhateverTheLimits()
    {
        var options = new EntityJsonOptions { MaxEntities = int.MaxValue, MaxNesting = EntityJsonOptions.DeepestNesting, MaxJsonLength = int.MaxValue };
        Assert.False(ValueJson.TryReadRecord("{\"a\":1,\"a\":1}", out _, out _, options: options));
        Assert.False(EntityJson.TryRead($"[{Entity("a")},{Entity("a", "\"x\":1")}]", out _, out _, options: options));
        Assert.True(EntityJson.TryRead($"[{Entity("a")},{Entity("a")}]", out _, out _, options: options));
    }

    [Fact]
    public void TryRead_HalfASurrogatePair_IsRefused()
    {
        Assert.False(ValueJson.TryReadRecord("{\"a\":\"\ud800\"}", out _, out _));
        Assert.True(ValueJson.TryReadRecord("{\"a\":\"\ud83d\ude00\"}", out _, out _));
    }

    [Fact]
    public void Limits_NotPositiveOrTooLarge_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EntityJsonOptions { MaxEntities = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EntityJsonOptions { MaxJsonLength = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EntityJsonOptions { MaxNesting = EntityJsonOptions.DeepestNesting + 1 });
    }

    private static string Entity(string id, string attributes = "") => $"{{\"uid\":{{\"type\":\"U\",\"id\":\"{id}\"}},\"attrs\":{{{attributes}}},\"parents\":[]}}";

    // Half records, half sets, so many levels in all.
    private static string Nested(int levels) => levels == 1 ? "{}" : "{\"a\":" + Inner(levels - 1) + "}";

    private static string Inner(int levels)
    {
        var (open, close) = (new System.Text.StringBuilder(), new System.Text.StringBuilder());
        for (var i = 0; i < levels; i++)
        {
            open.Append(i % 2 == 0 ? "[" : "{\"a\":");
            close.Insert(0, i % 2 == 0 ? "]" : "}");
        }

        return open + "1" + close;
    }
}
