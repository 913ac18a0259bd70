using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Access;
using Writ.Authority.Joining;
using Writ.Authority.OAuth;

namespace Writ.Authority.Endpoints;

/// <summary>What an agent may ask of the authority: the token service, its own task, and what would be decided on an action of it.</summary>
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
        var access = endpoints.ServiceProvider.GetRequiredService<AccessHandler>();
        endpoints.MapGet("/.well-known/oauth-authorization-server", metadata.ServerAsync);
        endpoints.MapGet("/.well-known/oauth-protected-resource/mcp/{server?}", metadata.ResourceAsync);
        endpoints.MapGet("/.well-known/jwks.json", metadata.KeysAsync);
        endpoints.MapPost("/oauth/token", Answers.WhileStored(tokens.IssueAsync, OAuthAnswers.UnavailableAsync));
        endpoints.MapPost("/oauth/introspect", Answers.WhileStored(status.IntrospectAsync, OAuthAnswers.UnavailableAsync));
        endpoints.MapPost("/oauth/revoke", Answers.WhileStored(status.RevokeAsync, OAuthAnswers.UnavailableAsync));
        endpoints.MapPost("/v1/join", Answers.WhileStored(joining.JoinAsync, OAuthAnswers.UnavailableAsync));
        endpoints.MapPost("/v1/join/renew", Answers.WhileStored(joining.RenewAsync, OAuthAnswers.UnavailableAsync));
        endpoints.MapGet("/.well-known/authzen-configuration", access.ConfigurationAsync);
        endpoints.MapPost("/access/v1/evaluation", Answers.WhileStored(access.EvaluateAsync));
        endpoints.MapPost("/access/v1/evaluations", Answers.WhileStored(access.EvaluateAllAsync));
        endpoints.MapGet("/v1/task", Answers.WhileStored(handler.TaskAsync));
        endpoints.MapPost("/v1/task/complete", Answers.WhileStored(handler.CompleteAsync));
    }
}
