using Writ.Spiffe.WorkloadApi;

namespace Writ.Spiffe.Tests.WorkloadApi;

public sealed class WorkloadEndpointTests
{
    [Theory]
    [InlineData("unix:///run/spiffe.sock")]
    [InlineData("tcp://127.0.0.1:8000")]
    [InlineData("tcp://[::1]:8000")]
    public void TryParse_Endpoint_IsRead(string text)
    {
        Assert.True(WorkloadEndpoint.TryParse(text, out var endpoint, out var problem), problem);
        Assert.Equal(text, endpoint.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/run/spiffe.sock")]
    [InlineData("unix:/run/spiffe.sock")]
    [InlineData("unix://run/spiffe.sock")]
    [InlineData("unix:///run/spiffe.sock?x=1")]
    [InlineData("unix:///run/spiffe.sock#x")]
    [InlineData("tcp://localhost:8000")]
    [InlineData("tcp://127.0.0.1")]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("tcp://127.0.0.1:99999")]
    [InlineData("tcp://127.0.0.1:80/path")]
    [InlineData("https://127.0.0.1:8000")]
    public void TryParse_AnythingElse_SaysWhy(string? text)
    {
        Assert.False(WorkloadEndpoint.TryParse(text, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void TryParse_PathLongerThanASocketHas_SaysWhy()
    {
        Assert.False(WorkloadEndpoint.TryParse("unix:///" + new string('a', 107), out _, out var problem));
        Assert.Contains("107", problem, StringComparison.Ordinal);
    }
}
