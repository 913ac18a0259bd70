using Writ.Cedar.Json;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Json;

public sealed class EntityJsonTests
{
    [Fact]
    public void TryRead_EveryForm_IsRead()
    {
        const string json = """
            [{"uid": {"__entity": {"type": "User", "id": "alice", "other": 1}, "other": 2}, "unknown": null,
              "attrs": {"age": 9007199254740993, "boss": {"__entity": {"type": "User", "id": "bob"}},
                        "ip": {"__extn": {"fn": "ip", "arg": "10.0.0.1"}},
                        "at": {"__extn": {"fn": "offset", "args": [{"__extn": {"fn": "datetime", "arg": "1970-01-01"}}, {"__extn": {"fn": "duration", "arg": "1ms"}}]}},
                        "nested": {"set": [1, 1, "a", []], "type": "t", "id": "i"}},
              "parents": [{"type": "Group", "id": "g"}, {"__entity": {"type": "Group", "id": "h"}}],
              "tags": {"k": true}},
             {"uid": {"type": "Group", "id": "g"}, "attrs": {}, "parents": [{"type": "Group", "id": "top"}]},
             {"uid": {"type": "Group", "id": "g"}, "attrs": {}, "parents": [{"type": "Group", "id": "top"}]}]
            """;
        Assert.True(EntityJson.TryRead(json, out var store, out var error), error?.ToString());
        Assert.Equal(2, store.Count);
        Assert.True(store.TryFind(EntityUid.Of("User", "alice"), out var alice));
        Assert.True(alice.Attributes.TryGet("age", out var age));
        Assert.Equal(CedarValue.From(9007199254740993), age);
        Assert.True(alice.Attributes.TryGet("at", out var at));
        Assert.Equal(CedarValue.From(new DatetimeValue(1)), at);
        Assert.True(alice.Attributes.TryGet("nested", out var nested));
        Assert.Equal("{id: \"i\", set: [1, \"a\", []], type: \"t\"}", nested.ToString());
        Assert.True(alice.Tags.Has("k"));
        Assert.Equal(["g", "h", "top"], store.AncestorsOf(alice.Uid).Select(above => above.Id).Order());
    }

    [Theory]
    [InlineData("", "malformed JSON")]
    [InlineData("{}", "expected an array of entities")]
    [InlineData("[1]", "[0]: found `1`, expected an entity")]
    [InlineData("[{}]", "[0]: found no `uid`")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"parents":[]}]""", "[0]: found no `attrs`")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{}}]""", "[0]: found no `parents`")]
    [InlineData("""[{"uid":"A::\"a\"","attrs":{},"parents":[]}]""", "[0].uid: ")]
    [InlineData("""[{"uid":{"type":"A B","id":"a"},"attrs":{},"parents":[]}]""", "[0].uid.type: found `A B`")]
    [InlineData("""[{"uid":{"type":"A","id":1},"attrs":{},"parents":[]}]""", "[0].uid.id: found `1`, expected a string")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x":{"__entity":5}},"parents":[]}]""", "expected an object of `type` and `id`")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x":null},"parents":[]}]""", "[0].attrs.x: found `null`")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x":1.0},"parents":[]}]""", "expected an integer of 64 bits")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x":1e2},"parents":[]}]""", "expected an integer of 64 bits")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x":9223372036854775808},"parents":[]}]""", "expected an integer of 64 bits")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x":1,"x":1},"parents":[]}]""", "a key twice")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x":1,"\u0078":1},"parents":[]}]""", "a key twice")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x":{"__expr":"1"}},"parents":[]}]""", "found `__expr`")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"__entity":{"type":"A","id":"b"}},"parents":[]}]""", "found `__entity` where a record is expected")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x":{"__entity":{"type":"A","id":"b"},"y":1}},"parents":[]}]""", "[0].attrs.x: found `__entity` beside other keys")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x y":[{"__extn":{"fn":"ip","arg":"::1"},"y":1}]},"parents":[]}]""", "[0].attrs[\"x y\"][0]: found `__extn` beside other keys")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x":{"__extn":{"fn":"nope","arg":""}}},"parents":[]}]""", "unknown function `nope`")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x":{"__extn":{"fn":"ip","arg":"x"}}},"parents":[]}]""", "is no `ip`")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x":{"__extn":{"fn":"ip"}}},"parents":[]}]""", "expected an object of `fn` and `arg` or `args`")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"x":"\ud800"},"parents":[]}]""", "no Unicode text")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{"\ud800":1},"parents":[]}]""", "no Unicode text")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{},"parents":[{"type":"A","id":"a"}]}]""", "`A::\"a\"` is its own ancestor")]
    [InlineData("""[{"uid":{"type":"A","id":"a"},"attrs":{},"parents":[]},{"uid":{"type":"A","id":"a"},"attrs":{"x":1},"parents":[]}]""", "stands twice, with different content")]
    [InlineData("""[{"uid":{"type":"N::Action","id":"a"},"attrs":{},"parents":[{"type":"User","id":"b"}]}]""", "[0].parents: found `User::\"b\"`, expected an action above an action")]
    [InlineData("[] []", "malformed JSON")]
    [InlineData("[] // x", "malformed JSON")]
    [InlineData("[],", "malformed JSON")]
    public void TryRead_WrongJson_SaysWhereAndWhat(string json, string part)
    {
        Assert.False(EntityJson.TryRead(json, out var store, out var error));
        Assert.Null(store);
        Assert.Contains(part, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_EndlessNesting_IsRefused()
    {
        Assert.False(ValueJson.TryReadRecord(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), out _, out _));
        Assert.False(ValueJson.TryReadRecord("{\"a\":" + new string('[', 100) + new string(']', 100) + "}", out _, out var error));
        Assert.Contains("more than 64 levels", error.Message, StringComparison.Ordinal);
    }
}
