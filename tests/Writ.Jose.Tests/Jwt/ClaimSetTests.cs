namespace Writ.Jose.Tests.Jwt;

public sealed class ClaimSetTests
{
    [Theory]
    [InlineData("", JoseRefusal.Json)]
    [InlineData("{", JoseRefusal.Json)]
    [InlineData("{}x", JoseRefusal.Json)]
    [InlineData("{}{}", JoseRefusal.Json)]
    [InlineData("{\"a\":1,}", JoseRefusal.Json)]
    [InlineData("{/**/}", JoseRefusal.Json)]
    [InlineData("{\"a\":NaN}", JoseRefusal.Json)]
    [InlineData("{\"a\":01}", JoseRefusal.Json)]
    [InlineData("{\"a\":\"\\ud800\"}", JoseRefusal.Json)]
    [InlineData("{\"\\udc00\":1}", JoseRefusal.Json)]
    [InlineData("\uFEFF{}", JoseRefusal.Json)]
    [InlineData("[]", JoseRefusal.NotAnObject)]
    [InlineData("null", JoseRefusal.NotAnObject)]
    [InlineData("\"a\"", JoseRefusal.NotAnObject)]
    [InlineData("1", JoseRefusal.NotAnObject)]
    [InlineData("{\"a\":1,\"a\":1}", JoseRefusal.DuplicateMember)]
    [InlineData("{\"a\":1,\"\\u0061\":1}", JoseRefusal.DuplicateMember)]
    [InlineData("{\"o\":{\"a\":1,\"b\":{},\"a\":2}}", JoseRefusal.DuplicateMember)]
    [InlineData("{\"o\":[{},[{\"a\":1,\"a\":2}]]}", JoseRefusal.DuplicateMember)]
    [InlineData("{\"a\":{\"b\":{\"c\":1}},\"a\":1}", JoseRefusal.DuplicateMember)]
    public void TryParse_NotStrict_NamesTheReason(string json, JoseRefusal expected)
    {
        Assert.False(ClaimSet.TryParse(System.Text.Encoding.UTF8.GetBytes(json), out var claims, out var refusal));
        Assert.Null(claims);
        Assert.Equal(expected, refusal);
    }

    [Fact]
    public void TryParse_InvalidUtf8_IsRefused()
    {
        Assert.False(ClaimSet.TryParse([.. "{\"a\":\""u8, 0xFF, .. "\"}"u8], out _, out var refusal));
        Assert.Equal(JoseRefusal.Json, refusal);
    }

    [Fact]
    public void TryParse_SameNameInSiblings_IsTaken() =>
        Assert.True(ClaimSet.TryParse("""{"a":{"x":1},"b":{"x":1},"x":[{"x":1},{"x":1}]}"""u8, out _, out _));

    [Fact]
    public void TryParse_AtAndBeyondTheDepth_TakesOnlyTheFirst()
    {
        Assert.True(Parse(Nested(15), out _));
        Assert.False(Parse(Nested(16), out var refusal));
        Assert.Equal(JoseRefusal.TooDeep, refusal);
        Assert.False(Parse(Nested(5000), out refusal));
        Assert.Equal(JoseRefusal.TooDeep, refusal);

        static string Nested(int arrays) => "{\"a\":" + new string('[', arrays) + new string(']', arrays) + "}";
        static bool Parse(string json, out JoseRefusal refusal) => ClaimSet.TryParse(System.Text.Encoding.UTF8.GetBytes(json), out _, out refusal);
    }

    [Fact]
    public void TryParse_TooLong_IsRefused()
    {
        Assert.False(ClaimSet.TryParse(new byte[ClaimSet.MaxLength + 1], out _, out var refusal));
        Assert.Equal(JoseRefusal.TooLong, refusal);
    }

    [Fact]
    public void TryGet_EachKind_ReadsOnlyItsOwn()
    {
        Assert.True(ClaimSet.TryParse("""{"s":"x\u002By","i":12,"neg":-1,"f":1.5,"e":1e3,"t":true,"n":null,"l":["a","b"],"m":["a",1],"o":{"p":{"q":"r"}},"big":99999999999999999999}"""u8, out var claims, out _));
        Assert.True(claims.TryGetString("s", out var s));
        Assert.Equal("x+y", s);
        Assert.False(claims.TryGetString("i", out _));
        Assert.False(claims.TryGetString("n", out _));
        Assert.False(claims.TryGetString("absent", out _));
        Assert.True(claims.TryGetInt64("i", out var i));
        Assert.Equal(12, i);
        Assert.False(claims.TryGetInt64("f", out _));
        Assert.False(claims.TryGetInt64("e", out _));
        Assert.False(claims.TryGetInt64("big", out _));
        Assert.False(claims.TryGetInt64("s", out _));
        Assert.True(claims.TryGetInstant("i", out var at));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(12), at);
        Assert.False(claims.TryGetInstant("neg", out _));
        Assert.True(claims.TryGetBoolean("t", out var t) && t);
        Assert.False(claims.TryGetBoolean("s", out _));
        Assert.True(claims.TryGetStrings("l", out var l));
        Assert.Equal(["a", "b"], l);
        Assert.True(claims.TryGetStrings("s", out var one));
        Assert.Equal(["x+y"], one);
        Assert.False(claims.TryGetStrings("m", out _));
        Assert.False(claims.TryGetStrings("o", out _));
        Assert.True(claims.TryGetObject("o", out var o) && o.TryGetObject("p", out var p) && p.TryGetString("q", out var r) && r is "r");
        Assert.False(claims.TryGetObject("l", out _));
        Assert.True(claims.TryGetJson("m", out var json));
        Assert.Equal("[\"a\",1]", System.Text.Encoding.UTF8.GetString(json.Span));
        Assert.False(claims.TryGetJson("absent", out _));
        Assert.True(claims.Contains("n"));
    }

    [Fact]
    public void TryParse_BytesChangedAfterwards_KeepsWhatWasChecked()
    {
        var bytes = """{"a":"x"}"""u8.ToArray();
        Assert.True(ClaimSet.TryParse(bytes, out var claims, out _));
        bytes.AsSpan().Fill((byte)'!');
        Assert.True(claims.TryGetString("a", out var a));
        Assert.Equal("x", a);
    }
}
