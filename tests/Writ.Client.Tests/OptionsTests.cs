using Writ.Client.Tests.Fakes;

namespace Writ.Client.Tests;

public sealed class OptionsTests
{
    private const string Workload = "unix:///run/spiffe.sock";

    public static TheoryData<string, WritClientOptions> Wrong => new()
    {
        { "Issuer", new() { Issuer = "", WorkloadEndpoint = Workload } },
        { "Issuer", new() { Issuer = "writ", WorkloadEndpoint = Workload } },
        { "Issuer", new() { Issuer = "ftp://127.0.0.1", WorkloadEndpoint = Workload } },
        { "loopback", new() { Issuer = "http://writ.example", WorkloadEndpoint = Workload } },
        { "loopback", new() { Issuer = "http://127.0.0.1.example:7420", WorkloadEndpoint = Workload } },
        { "slash", new() { Issuer = "http://127.0.0.1:7420/", WorkloadEndpoint = Workload } },
        { "slash", new() { Issuer = "http://127.0.0.1:7420?a=b", WorkloadEndpoint = Workload } },
        { "slash", new() { Issuer = "http://user@127.0.0.1:7420", WorkloadEndpoint = Workload } },
        { "WorkloadEndpoint", new() { Issuer = "http://127.0.0.1:7420", WorkloadEndpoint = "/run/spiffe.sock" } },
        { "authenticate", new() { Issuer = "http://127.0.0.1:7420", WorkloadEndpoint = "", AgentSocket = "" } },
        { "Audience", new() { Issuer = "http://127.0.0.1:7420", WorkloadEndpoint = Workload, Audience = new Uri("http://tools.example/mcp") } },
        { "Audience", new() { Issuer = "http://127.0.0.1:7420", WorkloadEndpoint = Workload, Audience = new Uri("http://127.0.0.1:7420/mcp?x=1") } },
        { "Audience", new() { Issuer = "http://127.0.0.1:7420", WorkloadEndpoint = Workload, Audience = new Uri("/mcp", UriKind.Relative) } },
        { "Patience", new() { Issuer = "http://127.0.0.1:7420", WorkloadEndpoint = Workload, Patience = TimeSpan.Zero } },
        { "Binding", new() { Binding = Binding.None, AgentSocket = "/run/agent.sock" } },
        { "AgentSocket", new() { Binding = Binding.Socket, AgentSocket = "run/agent.sock" } },
        { "AgentSocket", new() { Binding = Binding.Socket, AgentSocket = "" } },
        { "Audience", new() { Binding = Binding.Socket, AgentSocket = "/run/agent.sock", Audience = new Uri("http://127.0.0.1:7420/mcp") } },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Wrong))]
    public async Task ConnectAsync_OptionThatIsNone_NamesItAndTheFix(string named, WritClientOptions options)
    {
        var wrong = await Assert.ThrowsAsync<WritConfigurationException>(async () => await WritClient.ConnectAsync(options, TestContext.Current.CancellationToken));
        Assert.Equal("W2470", wrong.Code);
        Assert.Contains(named, wrong.Text, StringComparison.Ordinal);
        Assert.NotEmpty(wrong.Fix);
    }

    [Fact]
    public async Task ConnectAsync_OptionsThatAreRight_FindsTheService()
    {
        await using var writ = await FakeWrit.StartAsync();
        await using var client = await WritClient.ConnectAsync(writ.Options, TestContext.Current.CancellationToken);
        Assert.Equal(writ.Issuer + "/mcp", client.ToString());
        Assert.Empty(writ.Faults);
    }
}
