using Writ.Spiffe;

namespace Writ.Domain.Tests.Workloads;

public sealed class WorkloadPathTests
{
    private static readonly TrustDomain Domain = TrustDomain.Parse("example.org");

    [Theory]
    [InlineData("agent/support", WorkloadKind.Agent)]
    [InlineData("model/local", WorkloadKind.Model)]
    [InlineData("retriever/docs", WorkloadKind.Retriever)]
    [InlineData("pipeline/nightly", WorkloadKind.Pipeline)]
    [InlineData("job/index", WorkloadKind.Job)]
    [InlineData("server/files", WorkloadKind.Server)]
    public void TryParse_EachKind_NamesItsInstances(string text, WorkloadKind kind)
    {
        var path = WorkloadPath.Parse(text);
        Assert.Equal((kind, text), (path.Kind, path.ToString()));
        Assert.True(Ulid.TryParse("01kjq6psg00000000000000001", out var ulid));
        var id = path.Instance(Domain, ulid);
        Assert.Equal($"spiffe://example.org/{text}/01kjq6psg00000000000000001", id.ToString());
        Assert.Equal(path, WorkloadPath.Of(id));
        Assert.Equal(kind == WorkloadKind.Agent, !path.Agent.IsDefault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("agent")]
    [InlineData("agent/")]
    [InlineData("/support")]
    [InlineData("Agent/support")]
    [InlineData("zone/tools")]
    [InlineData("agent/support/1")]
    [InlineData("agent/Support")]
    [InlineData("none/support")]
    public void TryParse_WhatIsNone_IsNothing(string text)
    {
        Assert.False(WorkloadPath.TryParse(text, null, out var path));
        Assert.True(path.IsDefault);
        Assert.Throws<InvalidOperationException>(() => path.Instance(Domain, default));
    }

    [Theory]
    [InlineData("spiffe://example.org/zone/tools/mcp")]
    [InlineData("spiffe://example.org/agent/support")]
    [InlineData("spiffe://example.org/agent/support/1/2")]
    [InlineData("spiffe://example.org")]
    public void Of_WhatIsNoInstance_IsNothing(string id) => Assert.True(WorkloadPath.Of(SpiffeId.Parse(id)).IsDefault);
}
