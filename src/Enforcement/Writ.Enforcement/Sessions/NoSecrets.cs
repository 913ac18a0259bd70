using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>The broker of a host that brokers no secrets: a server that needs one is not reached.</summary>
public sealed class NoSecrets : ISecretBroker
{
    /// <inheritdoc />
    public ValueTask<SecretReading> TakeAsync(Slug name, SecretSource source, CancellationToken cancellationToken) =>
        new(new SecretReading.Unavailable("this host brokers no secrets"));
}
