using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Adds the connectors.</summary>
public static class ConnectorRegistration
{
    /// <summary>Adds the two ways out of Writ: <see cref="IUpstreamConnector"/> to servers, with the limits given, and <see cref="IDocumentSource"/> to public documents.</summary>
    public static IServiceCollection AddConnectors(this IServiceCollection services, ConnectorOptions? options = null)
    {
        services.TryAddSingleton(options ?? new ConnectorOptions());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IUpstreamConnector, UpstreamConnector>();
        services.TryAddSingleton<IDocumentSource, DocumentConnector>();
        return services;
    }
}
