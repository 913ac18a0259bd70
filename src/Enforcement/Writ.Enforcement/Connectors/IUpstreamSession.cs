using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>One open session with an upstream, for one task. Disposing it ends the process or the connection.</summary>
public interface IUpstreamSession : IAsyncDisposable
{
    /// <summary>Completes when the upstream has gone, by itself or by disposal.</summary>
    Task Ended { get; }

    /// <summary>Performs an authorised action: sends its very bytes, and waits for the answer with the same JSON-RPC id.</summary>
    /// <exception cref="UpstreamException">The upstream died, or answered what cannot be an answer.</exception>
    ValueTask<ReadOnlyMemory<byte>> PerformAsync(Authorized<ActionRequest> action, CancellationToken cancellationToken);

    /// <summary>Sends a message that carries no authority, which Writ wrote, and waits for its answer, if it is a request.</summary>
    /// <exception cref="UpstreamException">The upstream died, or answered what cannot be an answer.</exception>
    ValueTask<ReadOnlyMemory<byte>?> ExchangeAsync(ProtocolMessage message, CancellationToken cancellationToken);

    /// <summary>Refuses a request of the server's own accord. An error is the only answer that a server gets: nothing of the agent's passes this way.</summary>
    /// <param name="id">The request's id, exactly as it was written.</param>
    /// <param name="error">A JSON-RPC error object.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UpstreamException">The upstream died.</exception>
    ValueTask RefuseAsync(ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> error, CancellationToken cancellationToken);
}
