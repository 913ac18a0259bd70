using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Joining;
using Writ.Authority.OAuth;

namespace Writ.Authority.Endpoints;

/// <summary>What an agent may ask of the authority: the token service, and its own task.</summary>
public static class AgentApi
{
    /// <summary>Maps the API, for the agents' port and socket.</summary>
    public static void MapAgentApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var handler = endpoints.ServiceProvider.GetRequiredService<AgentHandler>();
        var metadata = endpoints.ServiceProvider.GetRequiredService<MetadataHandler>();
        var tokens = endpoints.ServiceProvider.GetRequiredService<TokenHandler>();
        var status = endpoints.ServiceProvider.GetRequiredService<TokenStatusHandler>();
        var joining = endpoints.ServiceProvider.GetRequiredService<JoinHandler>();
        endpoints.MapGet("/.well-known/oauth-authorization-server", metadata.ServerAsync);
        endpoints.MapGet("/.well-known/oauth-protected-resource/mcp/{server?}", metadata.ResourceAsync);
        endpoints.MapGet("/.well-known/jwks.json", metadata.KeysAsync);
        endpoints.MapPost("/oauth/token", Answers.WhileStored(tokens.IssueAsync, OAuthAnswers.UnavailableAsync));
        endpoints.MapPost("/oauth/introspect", Answers.WhileStored(status.IntrospectAsync, OAuthAnswers.UnavailableAsync));
        endpoints.MapPost("/oauth/revoke", Answers.WhileStored(status.RevokeAsync, OAuthAnswers.UnavailableAsync));
        endpoints.MapPost("/v1/join", Answers.WhileStored(joining.JoinAsync, OAuthAnswers.UnavailableAsync));
        endpoints.MapPost("/v1/join/renew", Answers.WhileStored(joining.RenewAsync, OAuthAnswers.UnavailableAsync));
        endpoints.MapGet("/v1/task", Answers.WhileStored(handler.TaskAsync));
        endpoints.MapPost("/v1/task/complete", Answers.WhileStored(handler.CompleteAsync));
    }
}
