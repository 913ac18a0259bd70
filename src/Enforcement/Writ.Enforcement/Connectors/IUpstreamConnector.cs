namespace Writ.Enforcement;

/// <summary>Opens sessions with upstreams. The only way out of Writ: it takes nothing but what was authorised.</summary>
public interface IUpstreamConnector
{
    /// <summary>Opens the session that was authorised: starts the process, or makes ready to reach the endpoint.</summary>
    /// <param name="opening">The proof; consumed.</param>
    /// <param name="inbound">Hears every message of the server's own accord, one at a time, in order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UpstreamException">The upstream could not be reached.</exception>
    ValueTask<IUpstreamSession> OpenAsync(Authorized<SessionOpening> opening, Func<ReadOnlyMemory<byte>, ValueTask> inbound, CancellationToken cancellationToken);
}
