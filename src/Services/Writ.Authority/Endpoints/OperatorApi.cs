using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Joining;

namespace Writ.Authority.Endpoints;

/// <summary>The operators' API: JSON over the control socket and the operators' port. Its description is at `/openapi.json`.</summary>
public static class OperatorApi
{
    /// <summary>Maps the API. Every route but its description needs the operators' credential.</summary>
    public static void MapOperatorApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var gate = services.GetRequiredService<OperatorGate>();
        var status = services.GetRequiredService<StatusHandler>();
        var containment = services.GetRequiredService<ContainmentHandler>();
        var runs = services.GetRequiredService<RunsHandler>();
        var tasks = services.GetRequiredService<TasksHandler>();
        var releases = services.GetRequiredService<ReleaseHandler>();
        var joins = services.GetRequiredService<JoinTokensHandler>();
        var identity = services.GetRequiredService<IdentityHandler>();
        var federation = services.GetRequiredService<FederationHandler>();
        var secrets = services.GetRequiredService<SecretsHandler>();
        var approvals = services.GetRequiredService<ApprovalsHandler>();
        var revocation = services.GetRequiredService<RevocationHandler>();

        Get("/v1/status", status.ShowAsync);
        Post("/v1/contain", containment.ContainAsync);
        Post("/v1/restore", containment.RestoreAsync);
        Post("/v1/runs", runs.StartAsync);
        endpoints.MapPost("/v1/runs/{task}/end", gate.Guard(runs.EndAsync, runs.IsOwnAsync));
        Get("/v1/instances", services.GetRequiredService<InstancesHandler>().ListAsync);
        Post("/v1/join-tokens", Answers.WhileStored(joins.OfferAsync));
        Get("/v1/tasks", tasks.ListAsync);
        Get("/v1/tasks/{task}", tasks.ShowAsync);
        Post("/v1/tasks/{task}/{edge}", tasks.MoveAsync);
        Get("/v1/approvals", approvals.ListAsync);
        Get("/v1/approvals/{approval}", approvals.ShowAsync);
        Post("/v1/approvals/{approval}/approve", approvals.ApproveAsync);
        Post("/v1/approvals/{approval}/deny", approvals.DenyAsync);
        Get("/v1/release", releases.ShowAsync);
        Post("/v1/release/reload", releases.ReloadAsync);
        Post("/v1/release/rollback", releases.RollBackAsync);
        Get("/v1/releases/{release}", releases.ShowKeptAsync);
        Get("/v1/identity", identity.ShowAsync);
        Post("/v1/identity/rotate", Answers.WhileStored(identity.RotateAsync));
        Get("/v1/federation", federation.ShowAsync);
        Post("/v1/federation/refresh", federation.RefreshAsync);
        Get("/v1/secrets", secrets.ListAsync);
        Post("/v1/secrets/{name}", secrets.SetAsync);
        Post("/v1/secrets/{name}/remove", secrets.RemoveAsync);
        Post("/v1/revoke", revocation.BeginAsync);
        endpoints.MapGet("/openapi.json", OpenApiDocument.WriteAsync);

        void Get(string path, RequestDelegate handler) => endpoints.MapGet(path, gate.Guard(handler));

        void Post(string path, RequestDelegate handler) => endpoints.MapPost(path, gate.Guard(handler));
    }
}
