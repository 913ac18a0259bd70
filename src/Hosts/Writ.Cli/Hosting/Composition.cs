using Microsoft.Extensions.DependencyInjection;
using Writ.Authority;
using Writ.Authority.Keys;
using Writ.Authority.Releases;
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
    public static IServiceCollection AddWrit(
        this IServiceCollection services, SqliteStore store, FileKeyring keyring, OperatorCredential credential, MonotonicUlids ulids, TimeProvider time, ReleaseFolder folder, TrustDomain trustDomain)
    {
        services.AddRoutingCore();

        // Ports.
        services.AddSingleton(time);
        services.AddSingleton<IUlidSource>(ulids);
        services.AddSingleton<IKeyring>(keyring);
        services.AddSingleton(store.Journal);
        services.AddSingleton(store.State);
        services.AddSingleton(store.Ledger);
        services.AddSingleton<IDecisionPointCompiler, DecisionPointCompiler>();

        // Services, enforcement, zones.
        services.AddAuthority(trustDomain, folder, credential);
        services.AddEnforcement();
        services.AddConnectors();
        services.AddToolsZone();
        return services;
    }
}
