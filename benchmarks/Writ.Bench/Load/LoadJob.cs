using System.Text.Json.Serialization;

namespace Writ.Bench.Load;

/// <summary>What a generator shall do once.</summary>
internal sealed record LoadJob
{
    /// <summary>The MCP endpoint, by whose host it is reached unless there is a <see cref="Socket"/>.</summary>
    public required string Url { get; init; }

    /// <summary>The Unix socket it is reached by; null for TCP.</summary>
    public string? Socket { get; init; }

    /// <summary>How many connections, each with an MCP session of its own.</summary>
    public required int Connections { get; init; }

    /// <summary>Calls a second in an open loop; zero for a closed loop, in which each connection calls again once it was answered.</summary>
    public int Rate { get; init; }

    /// <summary>How long to call before anything is counted.</summary>
    public required int WarmMilliseconds { get; init; }

    /// <summary>How long to call and count.</summary>
    public required int MeasureMilliseconds { get; init; }

    /// <summary>Whether each request carries a writ and a fresh DPoP proof; the writ is asked for on <see cref="TokenSocket"/>.</summary>
    public bool Dpop { get; init; }

    /// <summary>The socket on which a token service answers; null when no writ is needed.</summary>
    public string? TokenSocket { get; init; }
}

[JsonSerializable(typeof(LoadJob))]
[JsonSerializable(typeof(LoadResult))]
internal sealed partial class LoadJson : JsonSerializerContext;
