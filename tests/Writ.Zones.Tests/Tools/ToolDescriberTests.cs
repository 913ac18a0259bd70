using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tests.Tools;

public sealed class ToolDescriberTests : IAsyncLifetime
{
    private const string Read = "files/read_text_file";
    private ToolsHost host = null!;
    private McpClient client = null!;

    private Authentication.Named Who => new(host.World.Task.Actor, host.World.Task, default, [], []);

    public async ValueTask InitializeAsync()
    {
        host = await ToolsHost.StartAsync();
        client = await host.Local().OpenAsync();
        await client.CallAsync("read_text_file");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
    }

    /// <summary>What a tool does, to what, and where its data goes is the same whether it is called or asked about.</summary>
    [Theory]
    [InlineData("{\"path\":\"cases/42\"}", "Case", "42")]
    [InlineData("{\"path\":\"elsewhere\"}", "tool", Read)]
    [InlineData("{\"path\":7}", "tool", Read)]
    [InlineData("{}", "tool", Read)]
    public async Task Describe_Question_IsWhatTheCallIsDescribedAs(string arguments, string type, string id)
    {
        host.World.Classify(Read, Effects.Read | Effects.Egress, ResourceTemplate.Read("Case", "path", "cases/{case}", "case", out _));
        DecisionRequest? called = null;
        host.World.OnAction = request =>
        {
            called = request;
            return Decision.Allow(host.World.Current!.Release.Id, ["p"], []);
        };
        await client.PostAsync($"{{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{{\"name\":\"read_text_file\",\"arguments\":{arguments}}}}}");

        var described = Assert.IsType<Description.Described>(await DescribeAsync(Read, type, id, arguments));

        Assert.Equal(called!.Facts, described.Facts);
        Assert.Equal(
            (called.Action.Name, called.Action.Effects, called.Action.Resource.Type, called.Action.Resource.Id, called.Action.Destination, called.Action.Definition, called.Action.Hash),
            (described.Action.Name, described.Action.Effects, described.Action.Resource.Type, described.Action.Resource.Id, described.Action.Destination, described.Action.Definition, described.Action.Hash));
    }

    [Fact]
    public async Task Describe_ResourceAlone_GivesTheArgumentThatItMustBe()
    {
        host.World.Classify(Read, Effects.Read, ResourceTemplate.Read("Case", "path", "cases/{case}", "case", out _));
        var described = Assert.IsType<Description.Described>(await DescribeAsync(Read, "Case", "42", "{\"n\":1}"));
        Assert.Equal("{\"path\":\"cases/42\",\"n\":1}", Encoding.UTF8.GetString(described.Action.Arguments.Span));
        Assert.Equal(("Case", "42"), (described.Action.Resource.Type, described.Action.Resource.Id));
    }

    [Theory]
    [InlineData("Case", "43", "{\"path\":\"cases/42\"}")]
    [InlineData("Case", "42", "{\"path\":7}")]
    [InlineData("Case", "../42", "{}")]
    [InlineData("case", "42", "{\"path\":\"cases/42\"}")]
    [InlineData("tool", "files/write_file", "{\"path\":\"cases/42\"}")]
    [InlineData("Unmatched", "42", "{\"path\":\"elsewhere\"}")]
    public async Task Describe_OtherResourceThanTheArgumentsName_IsRefused(string type, string id, string arguments)
    {
        host.World.Classify(Read, Effects.Read, ResourceTemplate.Read("Case", "path", "cases/{case}", "case", out _));
        Assert.Equal("W2484", Assert.IsType<Description.Refused>(await DescribeAsync(Read, type, id, arguments)).Reason.Code);
    }

    [Theory]
    [InlineData("read_text_file")]
    [InlineData("mail/send")]
    [InlineData("Files/read_text_file")]
    [InlineData("files/")]
    [InlineData("/files/read_text_file")]
    [InlineData("models/one")]
    public async Task Describe_NameOfNoServerHere_IsNotThisZones(string action) => Assert.Null(await DescribeAsync(action, "tool", action, ""));

    [Fact]
    public async Task Describe_ToolThatWasNotPinned_IsRefused() =>
        Assert.Equal("W4038", Assert.IsType<Description.Refused>(await DescribeAsync("files/made_up", "tool", "files/made_up", "")).Reason.Code);

    [Fact]
    public async Task Describe_NobodyClassifiedIt_CountsAsDestructiveAndEgress()
    {
        var described = Assert.IsType<Description.Described>(await DescribeAsync(Read, "tool", Read, "{\"classified\":true,\"effects\":[\"read\"],\"pinned\":true}"));
        Assert.Equal((Effects.Unclassified, false), (described.Action.Effects, described.Facts.Classified));
    }

    [Fact]
    public async Task Describe_ServerOffersAnotherDefinitionInASession_CountsAsChanged()
    {
        Assert.True(Assert.IsType<Description.Described>(await DescribeAsync(Read, "tool", Read, "")).Facts.Pinned);
        Assert.True(ActionName.TryParse(Read, out var name));
        host.World.Commit(new Change.PinDefinition(name, Digest256.Sha256("another"u8)));
        Assert.False(Assert.IsType<Description.Described>(await DescribeAsync(Read, "tool", Read, "")).Facts.Pinned);
    }

    private ValueTask<Description?> DescribeAsync(string action, string type, string id, string arguments) =>
        host.Services.GetRequiredService<IActionDescriber>().DescribeAsync(
            Who, host.World.Current!, new ActionQuestion(action, type, id, Encoding.UTF8.GetBytes(arguments)), TestContext.Current.CancellationToken);
}
