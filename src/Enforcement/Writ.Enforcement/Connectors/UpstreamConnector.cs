using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Opens each session by the connector that its server's registration calls for. Thread-safe.</summary>
public sealed class UpstreamConnector(ConnectorOptions options, TimeProvider time, ILogger<UpstreamConnector> logger) : IUpstreamConnector, IDisposable
{
    private readonly StdioConnector stdio = new(options, time, logger);
    private readonly HttpConnector http = new(options, time, logger);

    /// <inheritdoc />
    public ValueTask<IUpstreamSession> OpenAsync(Authorized<SessionOpening> opening, Func<ReadOnlyMemory<byte>, ValueTask> inbound, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(opening);
        ArgumentNullException.ThrowIfNull(inbound);
        var opened = opening.Consume();
        return opened.Server switch
        {
            ServerRegistration.Stdio registration => ValueTask.FromResult<IUpstreamSession>(stdio.Open(registration, opened, inbound)),
            ServerRegistration.Http registration => ValueTask.FromResult<IUpstreamSession>(http.Open(registration, opened, inbound)),
            _ => throw new UpstreamException(UpstreamFault.Unreachable, "no connector knows this kind of server"),
        };
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();
}
