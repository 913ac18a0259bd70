namespace Writ.Testing;

/// <summary>An installation with a running Writ, shared by the tests of one class, which run one after another.</summary>
public sealed class RunningWrit : IAsyncLifetime
{
    private WritServer? server;

    /// <summary>The installation.</summary>
    public Installation Installation { get; } = new();

    /// <summary>The running Writ.</summary>
    public WritServer Server => server ?? throw new InvalidOperationException("it was not started");

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => server = await Installation.UpAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        Installation.Dispose();
    }
}
