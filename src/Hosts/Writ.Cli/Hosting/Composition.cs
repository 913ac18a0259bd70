using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Writ.Authority;
using Writ.Authority.Keys;
using Writ.Authority.Releases;
using Writ.Authority.Secrets;
using Writ.Decisions;
using Writ.Domain;
using Writ.Enforcement;
using Writ.Spiffe;
using Writ.Storage;
using Writ.Zones.Tools;

namespace Writ.Cli;

/// <summary>Who does what: the whole program as a table of contents.</summary>
internal static class Composition
{
    // Streams end at once when Writ stops; this is what a call that is under way may still take. A service manager's own limit is usually longer.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(20);

    public static IServiceCollection AddWrit(
        this IServiceCollection services, SqliteStore store, FileKeyring keyring, FileIdentityKeys identityKeys, FileSecretStore secrets, SecretBroker broker, OperatorCredential credential, MonotonicUlids ulids, TimeProvider time, ReleaseFolder folder, TrustDomain trustDomain)
    {
        services.AddRoutingCore();
        services.Configure<HostOptions>(static host => host.ShutdownTimeout = DrainLimit);

        // Ports.
        services.AddSingleton(time);
        services.AddSingleton<IUlidSource>(ulids);
        services.AddSingleton<IKeyring>(keyring);
        services.AddSingleton<IIdentityKeys>(identityKeys);
        services.AddSingleton<ISecretStore>(secrets);
        services.AddSingleton<ISecretBroker>(broker);
        services.AddSingleton(store.Journal);
        services.AddSingleton(store.State);
        services.AddSingleton(store.Ledger);
        services.AddSingleton<IDecisionPointCompiler, DecisionPointCompiler>();

        // Services, enforcement, zones.
        services.AddAuthority(trustDomain, folder, credential);
        services.AddEnforcement();
        services.AddApprovals();
        services.AddConnectors();
        services.AddToolsZone();
        return services;
    }
}
