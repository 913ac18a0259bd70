using System.Text;
using Writ.Bench.Load;

namespace Writ.Bench.Tests.Load;

public sealed class HttpAnswerTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 202 Accepted\r\ncontent-length:0\r\n\r\n", 202, "")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", 200, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n", 200, "0123456789")]
    [InlineData("HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n", 204, "")]
    public void TryRead_EveryCut_IsWholeOnlyAtTheEnd(string text, int status, string body)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var cut = 0; cut < bytes.Length; cut++)
        {
            Assert.False(HttpAnswer.TryRead(bytes.AsSpan(0, cut), out _), $"whole after {cut} bytes");
        }

        Assert.True(HttpAnswer.TryRead(bytes, out var answer));
        Assert.Equal((status, bytes.Length), (answer.Status, answer.Length));
        Assert.Equal(body, Encoding.ASCII.GetString(answer.Body(bytes)));
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    public void TryRead_NotUnderstood_Throws(string text) =>
        Assert.Throws<FormatException>(() => HttpAnswer.TryRead(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Header_OtherCase_IsFound() =>
        Assert.Equal("abc", Encoding.ASCII.GetString(HttpAnswer.Header("HTTP/1.1 200 OK\r\nX: 1\r\nMCP-SESSION-ID: abc"u8, "mcp-session-id"u8)));
}
