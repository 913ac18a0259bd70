using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Adds the pipeline.</summary>
public static class EnforcementRegistration
{
    /// <summary>Adds the one path of every action, the way into sessions, and evaluations. The host brings the ports.</summary>
    public static IServiceCollection AddEnforcement(this IServiceCollection services, PipelineOptions? options = null)
    {
        services.TryAddSingleton(options ?? new PipelineOptions());
        services.TryAddSingleton<UnnamedRefusals>();
        services.TryAddSingleton<ISecretBroker, NoSecrets>();
        services.TryAddSingleton<SessionGate>();
        services.TryAddSingleton<IEvaluator, Evaluator>();
        services.TryAddSingleton(static provider => new EnforcementPipeline(
            provider.GetRequiredService<IAuthenticator>(),
            provider.GetRequiredService<IReleases>(),
            provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<IKeyring>(),
            provider.GetRequiredService<IUlidSource>(),
            provider.GetServices<IObligationHandler>(),
            provider.GetRequiredService<PipelineOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<UnnamedRefusals>(),
            provider.GetRequiredService<ILogger<EnforcementPipeline>>(),
            provider.GetService<IStageListener>()));
        return services;
    }

    /// <summary>Adds what discharges approvals. The host brings <see cref="IApprovals"/>; without it, what needs an approval is refused.</summary>
    public static IServiceCollection AddApprovals(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IObligationHandler, ApprovalHandler>());
        return services;
    }
}
