using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Writ.Authority.Access;
using Writ.Authority.Approvals;
using Writ.Authority.Attestation;
using Writ.Authority.Attestation.Kernel;
using Writ.Authority.Authentication;
using Writ.Authority.Delegations;
using Writ.Authority.Endpoints;
using Writ.Authority.Federation;
using Writ.Authority.Identity;
using Writ.Authority.Issuers;
using Writ.Authority.Joining;
using Writ.Authority.Keys;
using Writ.Authority.OAuth;
using Writ.Authority.OAuth.Grants;
using Writ.Authority.Releases;
using Writ.Authority.Revocation;
using Writ.Authority.Tasks;
using Writ.Authority.Tls;
using Writ.Authority.Tokens;
using Writ.Authority.WorkloadApi;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority;

/// <summary>Adds the authority: releases, instances, tasks, writs, and the endpoints that speak for them.</summary>
public static class AuthorityRegistration
{
    /// <summary>Adds the authority of one trust domain. The host brings the ports: the journal, the state, the keyring, the identity keys, documents, ids, the time and the compiler of decision points.</summary>
    public static IServiceCollection AddAuthority(this IServiceCollection services, TrustDomain trustDomain, ReleaseFolder folder, OperatorCredential credential)
    {
        services.AddSingleton(folder);
        services.AddSingleton(credential);

        // Releases.
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<ReleaseStore>(provider, folder, trustDomain));
        services.TryAddSingleton<IReleases>(static provider => provider.GetRequiredService<ReleaseStore>());
        services.TryAddSingleton<ReleaseWatcher>();
        services.AddHostedService(static provider => provider.GetRequiredService<ReleaseWatcher>());

        // Tasks.
        services.TryAddSingleton<TaskMover>();
        services.TryAddSingleton<NamedTasks>();
        services.TryAddSingleton<TaskService>();
        services.TryAddSingleton<ContainmentService>();
        services.AddHostedService<TaskSweeper>();

        // Approvals.
        services.TryAddSingleton(new ApprovalOptions());
        services.TryAddSingleton<ApprovalMover>();
        services.TryAddSingleton<ApprovalService>();
        services.TryAddSingleton<IApprovals>(static provider => provider.GetRequiredService<ApprovalService>());
        services.TryAddSingleton<ApprovalVoting>();
        services.AddHostedService<ApprovalSweeper>();
        services.TryAddSingleton<ApprovalsHandler>();

        // Instances.
        services.TryAddSingleton<LinuxProcesses>();
        services.TryAddSingleton(static provider => new InstanceRegistry(
            provider.GetRequiredService<LinuxProcesses>(),
            provider.GetRequiredService<IReleases>(),
            provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<IStateReader>(),
            provider.GetRequiredService<TaskMover>(),
            provider.GetRequiredService<IUlidSource>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<InstanceRegistry>>()));
        services.AddHostedService(static provider => provider.GetRequiredService<InstanceRegistry>());
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<WorkloadRecognition>(provider, trustDomain));
        services.AddHostedService<WorkloadSweeper>();

        // Workloads on other machines. What verifies tokens of identity providers, somebody else brings.
        services.TryAddSingleton<JoinTokens>();
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<JoinService>(provider, trustDomain));
        services.TryAddSingleton<JoinHandler>();
        services.TryAddSingleton<JoinTokensHandler>();

        // Identities. The host brings their keys.
        services.TryAddSingleton(new IdentityOptions());
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<SvidAuthority>(provider, trustDomain));
        services.TryAddSingleton<KeyringRotation>();
        services.AddHostedService<IdentityKeeper>();
        services.TryAddSingleton<WorkloadApiHandler>();

        // TLS by those identities.
        services.TryAddSingleton<ClientCertificates>();
        services.TryAddSingleton<ListenerIdentity>();
        services.AddHostedService(static provider => provider.GetRequiredService<ListenerIdentity>());

        // Other trust domains. The host says where their bundles are kept.
        services.TryAddSingleton<FederationKeeper>();
        services.AddHostedService(static provider => provider.GetRequiredService<FederationKeeper>());
        services.TryAddSingleton<BundleEndpointTls>();

        // Writs, and who presents them.
        services.TryAddSingleton<IssuerAddress>();
        services.TryAddSingleton(provider => new TokenOptions(trustDomain, provider.GetRequiredService<IssuerAddress>()));
        services.TryAddSingleton<DpopNonces>();
        services.TryAddSingleton<WritKeys>();
        services.TryAddSingleton<WritIssuer>();
        services.TryAddSingleton<WritVerifier>();
        services.TryAddSingleton<ProofCheck>();
        services.TryAddSingleton<IAuthenticator, Authenticator>();

        // Tokens of identity providers.
        services.TryAddSingleton<IIssuerTokens, IssuerTokens>();
        // Revocation of everything. The host says where its mark and the epoch of the keys are.
        services.TryAddSingleton<MassRevocation>();
        services.TryAddSingleton<RevocationHandler>();

        // Secrets. The host brings their store and what fetches them.
        services.TryAddSingleton<SecretsHandler>();

        // Endpoints.
        services.TryAddSingleton<OperatorGate>();
        services.TryAddSingleton<ContainmentHandler>();
        services.TryAddSingleton<StatusHandler>();
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<RunsHandler>(provider, trustDomain));
        services.TryAddSingleton<TasksHandler>();
        services.TryAddSingleton<InstancesHandler>();
        services.TryAddSingleton<ReleaseHandler>();
        services.TryAddSingleton<IdentityHandler>();
        services.TryAddSingleton<FederationHandler>();
        services.TryAddSingleton<AgentCallers>();
        services.TryAddSingleton<AgentHandler>();
        services.TryAddSingleton<AccessHandler>();
        services.TryAddSingleton<IInstanceKeys>(static provider => provider.GetRequiredService<InstanceRegistry>());
        services.TryAddSingleton<InstanceAssertions>();
        services.TryAddSingleton<ClientAuthentication>();
        services.TryAddSingleton<PresenterBinding>();
        services.TryAddSingleton<OwnWrits>();
        services.TryAddSingleton<SubjectTokens>();
        services.TryAddSingleton<ActorTokens>();
        services.TryAddSingleton<TaskOpener>();
        services.TryAddSingleton<DelegationService>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IGrant, JwtBearerGrant>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IGrant, ClientCredentialsGrant>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IGrant, TokenExchangeGrant>());
        services.TryAddSingleton<TokenHandler>();
        services.TryAddSingleton<TokenStatusHandler>();
        services.TryAddSingleton<MetadataHandler>();
        return services;
    }
}
