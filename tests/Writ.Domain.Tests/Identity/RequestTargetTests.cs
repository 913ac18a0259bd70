namespace Writ.Domain.Tests.Identity;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("localhost", 7420, "http://localhost:7420/mcp/files")]
    [InlineData("127.0.0.1", 7420, "http://127.0.0.1:7420/mcp/files")]
    [InlineData("localhost", 7421, null)]
    [InlineData("localhost", null, null)]
    [InlineData("127.0.0.2", 7420, null)]
    [InlineData("evil.example", 7420, null)]
    [InlineData("LOCALHOST.evil.example", 7420, null)]
    [InlineData("", 7420, null)]
    [InlineData(null, 7420, null)]
    public void OnNetwork_WhatTheRequestNames_IsThisListenerOrNothing(string? host, int? port, string? target) =>
        Assert.Equal(target, RequestTarget.OnNetwork(false, host, port, 7420, "/mcp/files"));

    [Theory]
    [InlineData("localhost", 7422, 7422, "https://localhost:7422/mcp/files")]
    [InlineData("127.0.0.1", null, 443, "https://127.0.0.1:443/mcp/files")]
    [InlineData("127.0.0.1", null, 80, null)]
    [InlineData("127.0.0.1", null, 7422, null)]
    [InlineData("evil.example", 7422, 7422, null)]
    public void OnNetwork_OverTls_IsAnHttpsTarget(string? host, int? port, int localPort, string? target) =>
        Assert.Equal(target, RequestTarget.OnNetwork(true, host, port, localPort, "/mcp/files"));

    [Fact]
    public void OnSocket_AnyHost_IsLocalhost() => Assert.Equal("http://localhost/oauth/token", RequestTarget.OnSocket("/oauth/token"));
}
