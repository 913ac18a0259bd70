namespace Writ.Client;

/// <summary>On the local socket the kernel says who asks, so there is nothing to add.</summary>
internal sealed class SocketAuthentication : IClientAuthentication
{
    /// <inheritdoc/>
    public ValueTask AddAsync(ICollection<KeyValuePair<string, string>> form, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
