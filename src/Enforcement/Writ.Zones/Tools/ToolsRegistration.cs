using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>Adds the zone of tools to a host.</summary>
public static class ToolsRegistration
{
    /// <summary>
    /// Adds the zone's services. The host brings the ports (<see cref="IJournal"/>, <see cref="IStateReader"/>, <see cref="IUlidSource"/>, the time),
    /// the pipeline, the session gate and the connectors.
    /// </summary>
    public static IServiceCollection AddToolsZone(this IServiceCollection services, ToolsOptions? options = null)
    {
        services.TryAddSingleton(options ?? new ToolsOptions());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Refusals>();
        services.TryAddSingleton<PinBook>();
        services.TryAddSingleton(static provider => new ToolSessions(
            provider.GetRequiredService<PinBook>(),
            provider.GetRequiredService<Refusals>(),
            provider.GetRequiredService<IStateReader>(),
            provider.GetRequiredService<ToolsOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ToolSessions>>()));
        services.AddSingleton<ISessionCutter>(static provider => provider.GetRequiredService<ToolSessions>());
        services.AddSingleton<IActionDescriber, ToolDescriber>();
        services.TryAddSingleton<Bodies>();
        services.TryAddSingleton<InitializeHandler>();
        services.TryAddSingleton<CallHandler>();
        services.TryAddSingleton<MessageHandler>();
        services.TryAddSingleton<PostHandler>();
        services.TryAddSingleton<SessionHandler>();
        services.AddHostedService<ToolSessionSweeper>();
        return services;
    }

    /// <summary>
    /// Maps `/mcp/{server}`: streamable HTTP with sessions, for the network listener and for the attested socket. On a connection of the socket the host sets
    /// <see cref="IPeer"/> as a feature; without it a request is taken to come over the network, and must name this machine as its host.
    /// </summary>
    public static IEndpointConventionBuilder MapToolsZone(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/mcp/{server}");
        group.MapPost("", static context => context.RequestServices.GetRequiredService<PostHandler>().HandleAsync(context));
        group.MapGet("", static context => context.RequestServices.GetRequiredService<SessionHandler>().StreamAsync(context));
        group.MapDelete("", static context => context.RequestServices.GetRequiredService<SessionHandler>().EndAsync(context));
        return group;
    }
}
