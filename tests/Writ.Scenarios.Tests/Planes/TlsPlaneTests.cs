using Writ.Scenarios.Tests.Authority;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Planes;

/// <summary>The plane tests of tokens over mutual TLS, on one node: each attack beside its benign counterpart.</summary>
public sealed class TlsPlaneTests(RunningWrit running) : IClassFixture<RunningWrit>
{
    private readonly Installation writ = running.Installation;
    private readonly WritServer server = running.Server;

    [Fact]
    public async Task T1_StolenWrit_WithoutItsCertificate_IsRefused()
    {
        await using var agent = await writ.AgentAsync();
        await using var other = await writ.AgentAsync();
        using var holder = await CertificateHolder.GetAsync(agent, server.AgentsTls);
        using var again = await CertificateHolder.GetAsync(agent, server.AgentsTls);
        using var thief = await CertificateHolder.GetAsync(other, server.AgentsTls);
        using var keyed = await KeyHolder.GetAsync(other, server.Agents);
        using var nobody = Wire.OverTls(server.AgentsTls, holder.Roots);
        using var plain = Wire.To(server.Agents);
        Assert.Equal(200, (await holder.InitializeAsync()).Status);

        var request = WireRequest.Mcp("probe", null, McpCalls.Initialize);
        var stolen = new Dictionary<string, (WireAnswer Answer, string Code)>(StringComparer.Ordinal)
        {
            ["by another instance's certificate"] = (await thief.InitializeAsync(holder.Token), "W2313"),
            ["by another certificate of the same instance"] = (await again.InitializeAsync(holder.Token), "W2320"),
            ["over TLS without a certificate"] = (await nobody.SendAsync(request.Bearer(holder.Token)), "W2320"),
            ["without TLS"] = (await plain.SendAsync(request.Bearer(holder.Token)), "W2320"),
            ["without TLS, with a proof by a key of the thief's"] = (await keyed.SendAsync(keyed.Signed(request).With("authorization", $"DPoP {holder.Token}")), "W2320"),
        };
        Assert.All(stolen, static attempt =>
        {
            Assert.True(attempt.Value.Answer.Status == 401 && attempt.Value.Answer.Code == attempt.Value.Code, $"{attempt.Key}: {attempt.Value.Answer}");
            Assert.Contains("error=\"invalid_token\"", attempt.Value.Answer.Headers["www-authenticate"], StringComparison.Ordinal);
        });
        Assert.Equal("W2320", (await agent.SendAsync(request.Bearer(holder.Token))).Code);
        Assert.Equal(200, (await holder.InitializeAsync()).Status);
        Assert.Equal(200, (await thief.InitializeAsync()).Status);
    }

    [Fact]
    public async Task T1_EndedInstance_IsRefusedOnItsOpenConnectionAndInNewHandshakes()
    {
        var agent = await writ.AgentAsync();
        using var holder = await CertificateHolder.GetAsync(agent, server.AgentsTls);
        Assert.Equal(200, (await holder.InitializeAsync()).Status);
        await agent.DisposeAsync();

        Assert.True((await holder.InitializeAsync()).Status is 401 or 403);
        using var anew = Wire.OverTls(server.AgentsTls, holder.Roots, holder.Certificate, holder.Intermediates);
        Assert.Equal(0, (await anew.SendAsync(WireRequest.Mcp("probe", null, McpCalls.Initialize).Bearer(holder.Token))).Status);
    }

    [Fact]
    public async Task T13_WhatAHeaderSaysOfTheConnection_HasNoEffect()
    {
        await using var agent = await writ.AgentAsync();
        using var keyed = await KeyHolder.GetAsync(agent, server.Agents);
        using var holder = await CertificateHolder.GetAsync(agent, server.AgentsTls);
        using var plain = Wire.To(server.Agents);
        var request = WireRequest.Mcp("probe", null, McpCalls.Initialize);
        var port = new Uri(server.AgentsTls).Port;
        WireRequest Spoofed(WireRequest of) => of
            .With("x-forwarded-proto", "https").With("x-forwarded-host", $"127.0.0.1:{port}").With("x-forwarded-port", $"{port}").With("x-forwarded-for", "10.0.0.1")
            .With("forwarded", $"for=10.0.0.1;host=127.0.0.1:{port};proto=https").With("x-original-host", "evil.example")
            .With("x-ssl-client-cert", Uri.EscapeDataString(holder.Certificate.ExportCertificatePem())).With("x-forwarded-client-cert", $"URI={agent.Instance}").With("x-client-cert", Convert.ToBase64String(holder.Certificate.RawData));

        // The proof names where the request really went, and that alone.
        Assert.Equal(200, (await keyed.SendAsync(Spoofed(keyed.Signed(request)))).Status);
        Assert.Equal("W2316", (await keyed.SendAsync(Spoofed(keyed.SignedFor(server.AgentsTls, request)))).Code);
        Assert.Equal("W2320", (await plain.SendAsync(Spoofed(request.Bearer(holder.Token)))).Code);
        var token = WireRequest.Token with { Body = $"grant_type=client_credentials&client_id={Uri.EscapeDataString(agent.Instance)}" };
        Assert.Equal((401, "W2423"), await StatusAsync(plain.SendAsync(Spoofed(token))));
        Assert.Equal(200, (await holder.SendAsync(Spoofed(token))).Status);
    }

    public static TheoryData<string> Doubled => ["authorization", "dpop", "host", "content-length"];

    [Theory]
    [MemberData(nameof(Doubled))]
    public async Task T13_AHeaderThatStandsTwice_IsRefused(string name)
    {
        await using var agent = await writ.AgentAsync();
        using var keyed = await KeyHolder.GetAsync(agent, server.Agents);
        using var holder = await CertificateHolder.GetAsync(agent, server.AgentsTls);
        var bearer = WireRequest.Mcp("probe", null, McpCalls.Initialize).Bearer(holder.Token);
        var token = WireRequest.Token with { Body = $"grant_type=client_credentials&client_id={Uri.EscapeDataString(agent.Instance)}" };

        // At the tools zone and at the token endpoint, with TLS and without.
        foreach (var request in (WireRequest[])[keyed.Signed(WireRequest.Mcp("probe", null, McpCalls.Initialize)), token.With("dpop", "a.b.c")])
        {
            Assert.True(await RawHttp.SendAsync(server.Agents, request, name) is 400 or 401, $"{request.Path} without TLS");
        }

        Assert.Equal(200, await RawHttp.SendAsync(server.Agents, keyed.Signed(WireRequest.Mcp("probe", null, McpCalls.Initialize)), doubled: null));
        foreach (var request in (WireRequest[])[bearer, token])
        {
            Assert.Equal(200, await RawHttp.SendAsync(server.AgentsTls, request, doubled: null, holder));
            Assert.True(await RawHttp.SendAsync(server.AgentsTls, request, name, holder) is 400 or 401, $"{request.Path} over TLS");
        }
    }

    private static async Task<(int Status, string Code)> StatusAsync(Task<WireAnswer> sending)
    {
        var answer = await sending;
        return (answer.Status, answer.Code);
    }
}
