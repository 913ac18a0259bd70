using System.Reflection;
using System.Text;

namespace Writ.Enforcement.Tests.Connectors;

public sealed class ProtocolMessageTests
{
    private static byte[] Raw(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public void Type_BytesWithoutAuthority_AreMadeByItsFactoriesAlone()
    {
        Assert.Empty(typeof(ProtocolMessage).GetConstructors(BindingFlags.Public | BindingFlags.Instance));
        var ways = typeof(IUpstreamSession).GetMethods().Where(static m => m.GetParameters().Any(static p => p.ParameterType == typeof(ReadOnlyMemory<byte>)));
        Assert.Equal(nameof(IUpstreamSession.RefuseAsync), Assert.Single(ways).Name);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", true)]
    [InlineData("-5", true)]
    [InlineData("9007199254740991", true)]
    [InlineData("\"a-b\"", true)]
    [InlineData("9007199254740992", false)]
    [InlineData("-0", false)]
    [InlineData("01", false)]
    [InlineData("+1", false)]
    [InlineData("1.0", false)]
    [InlineData("1e3", false)]
    [InlineData(" 1", false)]
    [InlineData("\"\"", false)]
    [InlineData("\"", false)]
    [InlineData("\"a\\n\"", false)]
    [InlineData("\"a\",\"x\":\"b\"", false)]
    [InlineData("\"é\"", false)]
    [InlineData("null", false)]
    [InlineData("{}", false)]
    [InlineData("", false)]
    public void IsId_RawValues_TakesWhatEveryReaderWritesBackTheSame(string raw, bool good)
    {
        Assert.Equal(good, ProtocolMessage.IsId(Raw(raw)));
        Assert.Equal(good, ProtocolMessage.Ping(Raw(raw)) is not null);
        Assert.Equal(good, ProtocolMessage.Cancelled(Raw(raw)) is not null);
    }

    [Fact]
    public void Factories_PartsBeyondTheirBounds_MakeNothing()
    {
        var id = Raw("1");
        Assert.Null(ProtocolMessage.Initialize(id, new string('1', 33), "a", "1"));
        Assert.Null(ProtocolMessage.Initialize(id, "1", new string('a', 129), "1"));
        Assert.Null(ProtocolMessage.Initialize(id, "1", "a", ""));
        Assert.Null(ProtocolMessage.ListTools(id, new string('c', 2049), default));
        Assert.Null(ProtocolMessage.ListTools(id, "", default));
        Assert.Null(ProtocolMessage.ListTools(id, null, Raw("{}")));
        Assert.Null(ProtocolMessage.SetLevel(id, "DEBUG"));
        Assert.Null(ProtocolMessage.SetLevel(id, null));
    }

    [Fact]
    public void Factories_TextOfTheAgent_IsWrittenAsTextOnOneLine()
    {
        var message = ProtocolMessage.Initialize(Raw("1"), "2025-11-25", "a\"},\"roots\":{\"x\n", "1")!;

        Assert.DoesNotContain((byte)'\n', message.Bytes.ToArray());
        Assert.Equal(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a\"},\"roots\":{\"x\n","version":"1"}}}""",
            Encoding.UTF8.GetString(message.Bytes.Span));
    }
}
