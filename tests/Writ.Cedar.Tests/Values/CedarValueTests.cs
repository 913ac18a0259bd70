using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Values;

public sealed class CedarValueTests
{
    [Fact]
    public void Default_IsNoValue()
    {
        Assert.Equal(ValueKind.None, default(CedarValue).Kind);
        Assert.NotEqual(default, CedarValue.From(false));
        Assert.NotEqual(default, CedarValue.From(0));
        Assert.Throws<ArgumentException>(() => CedarSet.Of(default(CedarValue)));
        Assert.Throws<ArgumentException>(() => CedarRecord.Of(("a", default)));
    }

    [Fact]
    public void Equals_SameBitsOtherType_IsDifferent()
    {
        CedarValue[] values =
        [
            true, 1L, "1", new DecimalValue(1), new DatetimeValue(1), new DurationValue(1), EntityUid.Of("A", "1"),
            CedarSet.Of(1L), CedarRecord.Of(("a", 1L)), CedarSet.Empty, CedarRecord.Empty, "", false, 0L,
        ];
        for (var i = 0; i < values.Length; i++)
            for (var j = 0; j < values.Length; j++)
                Assert.Equal(i == j, values[i] == values[j]);
    }

    [Fact]
    public void Set_OrderAndDuplicates_DoNotMatter()
    {
        var large = Enumerable.Range(0, 100).Select(i => CedarValue.From(i)).ToArray();
        Assert.Equal(CedarSet.Of(large), CedarSet.Of([.. large.Reverse(), .. large]));
        Assert.Equal(CedarSet.Of(large).GetHashCode(), CedarSet.Of([.. large.Reverse()]).GetHashCode());
        Assert.Equal(100, CedarSet.Of([.. large, .. large]).Count);
        Assert.NotEqual(CedarSet.Of(large), CedarSet.Of(large[1..]));
        Assert.Equal(CedarSet.Of(1L, 2L, 2L), CedarSet.Of(2L, 1L));
    }

    [Fact]
    public void Record_NameTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(() => CedarRecord.Of(("a", 1L), ("a", 2L)));

    [Theory]
    [InlineData("User::\"alice\"", "User", "alice")]
    [InlineData("A::B::\"\"", "A::B", "")]
    [InlineData("A::\"a\\\"\\n\\u{e9}\"", "A", "a\"\né")]
    public void EntityUid_Text_IsReadAndWritten(string text, string type, string id)
    {
        var uid = EntityUid.Parse(text);
        Assert.Equal(EntityUid.Of(type, id), uid);
        Assert.Equal(uid, EntityUid.Parse(uid.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("User")]
    [InlineData("User::alice")]
    [InlineData("::\"a\"")]
    [InlineData("User::\"a\" x")]
    [InlineData("in::\"a\"")]
    [InlineData("User:\"a\"")]
    public void EntityUid_Malformed_IsRefused(string text)
    {
        Assert.False(EntityUid.TryParse(text, null, out _));
        Assert.Throws<FormatException>(() => EntityUid.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A B")]
    [InlineData("A::")]
    [InlineData("A:B")]
    [InlineData("1A")]
    [InlineData("if")]
    [InlineData("A::__cedar")]
    [InlineData("Ä")]
    public void EntityUid_TypeIsNoPath_IsRefused(string type)
    {
        Assert.False(EntityUid.TryCreate(type, "x", out _));
        Assert.Throws<ArgumentException>(() => EntityUid.Of(type, "x"));
    }
}
