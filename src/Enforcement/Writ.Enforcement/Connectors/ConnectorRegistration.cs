using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Writ.Enforcement;

/// <summary>Adds the connectors.</summary>
public static class ConnectorRegistration
{
    /// <summary>Adds the one way out of Writ: <see cref="IUpstreamConnector"/>, with the limits given.</summary>
    public static IServiceCollection AddConnectors(this IServiceCollection services, ConnectorOptions? options = null)
    {
        services.TryAddSingleton(options ?? new ConnectorOptions());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IUpstreamConnector, UpstreamConnector>();
        return services;
    }
}
