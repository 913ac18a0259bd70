using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Writ.Spiffe;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Authority;

/// <summary>Holds an X.509-SVID of an agent with its key, and a writ that is bound to it, as an agent that works over mutual TLS does; or a thief of all that.</summary>
internal sealed class CertificateHolder : IDisposable
{
    private readonly X509Svid svid;
    private readonly Wire tls;

    private CertificateHolder(X509Svid svid, TrustBundle bundle, string agentsTls)
    {
        this.svid = svid;
        Roots = bundle.X509Authorities;
        tls = Wire.OverTls(agentsTls, Roots, svid.Certificate, svid.Intermediates);
    }

    public ImmutableArray<X509Certificate2> Roots { get; }

    public X509Certificate2 Certificate => svid.Certificate;

    public X509Certificate2Collection Intermediates => svid.Intermediates;

    public string Token { get; private set; } = "";

    /// <summary>Lets a process of the agent fetch an SVID from the Workload API, and gets a writ by it.</summary>
    public static async Task<CertificateHolder> GetAsync(Puppet agent, string agentsTls)
    {
        var printed = await agent.RunAsync("dotnet", Path.Combine(AppContext.BaseDirectory, "Writ.Actors.dll"), "svid");
        Assert.True(printed.Status == 0, printed.ToString());
        var parts = printed.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Convert.FromBase64String).ToArray();
        Assert.True(X509Svid.TryRead(parts[0], parts[1], null, out var svid, out var refusal), refusal.ToString());
        Assert.True(TrustBundle.TryReadDer(parts[2], svid.Id.TrustDomain, out var bundle));
        var holder = new CertificateHolder(svid, bundle, agentsTls);
        var answer = await holder.SendAsync(WireRequest.Token with { Body = $"grant_type=client_credentials&client_id={Uri.EscapeDataString(svid.Id.ToString())}" });
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal("Bearer", answer.Message.GetProperty("token_type").GetString());
        holder.Token = answer.Message.GetProperty("access_token").GetString()!;
        return holder;
    }

    public Task<WireAnswer> SendAsync(WireRequest request) => tls.SendAsync(request);

    public Task<WireAnswer> InitializeAsync(string? token = null) => SendAsync(WireRequest.Mcp("probe", null, McpCalls.Initialize).Bearer(token ?? Token));

    public void Dispose()
    {
        tls.Dispose();
        svid.Dispose();
    }
}
