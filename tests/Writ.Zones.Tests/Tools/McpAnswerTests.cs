using System.Text;
using Writ.Zones.Tools;

namespace Writ.Zones.Tests.Tools;

public sealed class McpAnswerTests
{
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""", false)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"isError":true}}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no"}}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"structuredContent":{"a":1,"A":2}}}""", false)]
    public void Read_Answer_TellsWhetherItFailed(string answer, bool failed) =>
        Assert.Equal(failed, McpAnswer.Read(Encoding.UTF8.GetBytes(answer), "1"u8)?.Failed);

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"ID":2,"result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{},"Error":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"Result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"isError":false,"IsError":true}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"IsError":true}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{},"extra":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"isError\u0000":true}}""")]
    public void Read_WhatTwoReadersReadDifferently_IsNoAnswer(string answer) =>
        Assert.Null(McpAnswer.Read(Encoding.UTF8.GetBytes(answer), "1"u8));

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"tools":[],"Tools":[]}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"tools":[],"NextCursor":"a"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a","NAME":"b"}]}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"tools":[{"Name":"b"}]}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"tools":[]},"Result":{"tools":[]}}""")]
    public void Read_ListThatTwoReadersReadDifferently_IsNoList(string answer) =>
        Assert.Null(ToolListing.Read(Encoding.UTF8.GetBytes(answer)));

    [Fact]
    public void Read_SchemaWithNamesInTwoSpellings_IsTheServersAffair() =>
        Assert.Single(ToolListing.Read(Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a","inputSchema":{"properties":{"a":{},"A":{}}}}]}}"""))!.Tools);
}
