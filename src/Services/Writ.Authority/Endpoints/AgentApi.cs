using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Writ.Authority.Endpoints;

/// <summary>What an agent may ask of the authority: a writ, the keys that writs are signed with, and its own task.</summary>
public static class AgentApi
{
    /// <summary>Maps the API, for the agents' port and socket.</summary>
    public static void MapAgentApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var handler = endpoints.ServiceProvider.GetRequiredService<AgentHandler>();
        endpoints.MapPost("/oauth/token", Answers.WhileStored(handler.TokenAsync, AgentHandler.UnavailableAsync));
        endpoints.MapGet("/.well-known/jwks.json", handler.KeysAsync);
        endpoints.MapGet("/v1/task", Answers.WhileStored(handler.TaskAsync));
        endpoints.MapPost("/v1/task/complete", Answers.WhileStored(handler.CompleteAsync));
    }
}
