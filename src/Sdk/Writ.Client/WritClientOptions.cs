using Writ.Spiffe.WorkloadApi;

namespace Writ.Client;

/// <summary>Where a client finds Writ. What is left out is taken from the environment that `writ run` sets.</summary>
public sealed class WritClientOptions
{
    /// <summary>The variable that holds <see cref="Issuer"/>.</summary>
    public const string IssuerVariable = "WRIT_AGENT_URL";

    /// <summary>The variable that holds <see cref="AgentSocket"/>.</summary>
    public const string AgentSocketVariable = "WRIT_AGENT_SOCKET";

    /// <summary>What writs are bound to.</summary>
    /// <value><see cref="Binding.Key"/></value>
    public Binding Binding { get; init; } = Binding.Key;

    /// <summary>
    /// The token service, as the issuer that its metadata names (RFC 8414 §2): an `https` URL, or an `http` URL of this machine's loopback, without query, fragment or
    /// a slash at its end. Not needed on the local socket.
    /// </summary>
    /// <value>`WRIT_AGENT_URL`</value>
    public string? Issuer { get; init; }

    /// <summary>The Workload API that gives the identity to authenticate with, as `unix:///path` or `tcp://IP:port` (SPIFFE Workload Endpoint §4).</summary>
    /// <value>`SPIFFE_ENDPOINT_SOCKET`</value>
    public string? WorkloadEndpoint { get; init; }

    /// <summary>The absolute path of the agents' local socket.</summary>
    /// <value>`WRIT_AGENT_SOCKET`</value>
    public string? AgentSocket { get; init; }

    /// <summary>What the writs are for (RFC 8707), and the only place that they are sent to: a URL, and what is below it.</summary>
    /// <value>The tools zone: the issuer's `/mcp`.</value>
    public Uri? Audience { get; init; }

    /// <summary>How long one request to the token service may take, from one second to five minutes.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time by which writs end and proofs are made.</summary>
    /// <value>The system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Fills in from an environment, and judges; the answer has everything that the binding needs.</summary>
    internal ClientPlan Plan(Func<string, string?> environment)
    {
        var socket = AgentSocket ?? environment(AgentSocketVariable);
        var workload = WorkloadEndpoint ?? environment(WorkloadApiProtocol.EndpointVariable);
        var issuer = Issuer ?? environment(IssuerVariable);
        if (Patience < TimeSpan.FromSeconds(1) || Patience > TimeSpan.FromMinutes(5))
        {
            throw Wrong("`Patience` is not from one second to five minutes", "leave it out for 30 seconds");
        }

        if (Time is null)
        {
            throw Wrong("`Time` is missing", "leave it out for the system's time");
        }

        if (!string.IsNullOrEmpty(socket) && !socket.StartsWith('/'))
        {
            throw Wrong("`AgentSocket` is not an absolute path", $"start the agent with `writ run`, which sets `{AgentSocketVariable}`");
        }

        return Binding switch
        {
            Binding.Socket when string.IsNullOrEmpty(socket) => throw Wrong("`AgentSocket` is missing", $"start the agent with `writ run`, which sets `{AgentSocketVariable}`"),
            Binding.Socket when Audience is not null && !ClientPlan.SocketAudience.IsBaseOf(Audience) => throw Wrong("`Audience` is not on the local socket", "leave it out"),
            Binding.Socket => new ClientPlan(this, new IssuerUrl(""), null, socket, ClientPlan.SocketAudience),
            Binding.Key => ByKey(issuer, workload, socket),
            _ => throw Wrong("`Binding` is not one there is", "set it to `Key` or `Socket`"),
        };
    }

    private ClientPlan ByKey(string? issuer, string? workload, string? socket)
    {
        if (IssuerUrl.TryParse(issuer, out var parsed) is { } problem)
        {
            throw Wrong($"`Issuer` is not a token service's: {problem}", $"set it to the URL of Writ, or start the agent with `writ run`, which sets `{IssuerVariable}`");
        }

        WorkloadEndpoint? endpoint = null;
        if (!string.IsNullOrEmpty(workload) && !Spiffe.WorkloadApi.WorkloadEndpoint.TryParse(workload, out endpoint, out var why))
        {
            throw Wrong($"`WorkloadEndpoint` is none: {why}", $"start the agent with `writ run`, which sets `{WorkloadApiProtocol.EndpointVariable}`");
        }

        if (endpoint is null && string.IsNullOrEmpty(socket))
        {
            throw Wrong("there is nothing to authenticate by: neither `WorkloadEndpoint` nor `AgentSocket` is set", "start the agent with `writ run`, or name the Workload API");
        }

        var audience = Audience ?? new Uri(parsed!.Text + "/mcp");
        if (!audience.IsAbsoluteUri || audience.UserInfo.Length > 0 || audience.Query.Length > 0 || audience.Fragment.Length > 0 || !IssuerUrl.IsProtected(audience))
        {
            throw Wrong("`Audience` is not an `https` URL, or an `http` URL of loopback, without query or fragment", "leave it out for the tools zone of the issuer");
        }

        return new ClientPlan(this, parsed!, endpoint, string.IsNullOrEmpty(socket) ? null : socket, audience);
    }

    private static WritConfigurationException Wrong(string text, string fix) => new("W2470", text, fix);
}
