using Writ.Spiffe.WorkloadApi;

namespace Writ.Client;

/// <summary>The options, judged and filled in.</summary>
/// <param name="Options">What was said.</param>
/// <param name="Issuer">The token service.</param>
/// <param name="Workload">The Workload API; null when the local socket is what authenticates.</param>
/// <param name="Socket">The agents' local socket; null when there is none.</param>
/// <param name="Audience">What writs are for, and where alone they go.</param>
internal sealed record ClientPlan(WritClientOptions Options, IssuerUrl Issuer, WorkloadEndpoint? Workload, string? Socket, Uri Audience)
{
    /// <summary>The tools zone over a local socket, which has no address: `localhost`, by the contract of the zone.</summary>
    public static readonly Uri SocketAudience = new("http://localhost/mcp");

    /// <summary>Whether the local socket, and no assertion, says who asks for writs.</summary>
    public bool AsksOnSocket => Options.Binding == Binding.Socket || Workload is null;
}
