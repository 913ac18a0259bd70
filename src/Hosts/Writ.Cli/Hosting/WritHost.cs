using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Writ.Authority.Federation;
using Writ.Authority.Keys;
using Writ.Authority.Releases;
using Writ.Authority.Revocation;
using Writ.Authority.Secrets;
using Writ.Authority.Tokens;
using Writ.Decisions;
using Writ.Domain;
using Writ.Enforcement;
using Writ.Storage;

namespace Writ.Cli;

/// <summary>
/// The composition root: one process, from the keys to the listeners, in the only order that is safe. Nothing listens before the store is open, a release is in
/// force and the instances of before are adopted again or ended; nothing is closed before what listens has drained.
/// </summary>
internal sealed class WritHost : IAsyncDisposable
{
    private const string RevokedCause = "revoked";

    // For the answer to whoever revoked.
    private static readonly TimeSpan AfterRevocation = TimeSpan.FromMilliseconds(250);

    private readonly UpOptions options;
    private readonly FileKeyring keyring;
    private readonly FileIdentityKeys identityKeys;
    private readonly SqliteStore store;
    private readonly WebApplication app;
    private TimeSpan patience = Timeout.InfiniteTimeSpan;
    private int disposed;

    private WritHost(UpOptions options, FileKeyring keyring, FileIdentityKeys identityKeys, SqliteStore store, WebApplication app, Endpoints endpoints, bool firstStart)
    {
        this.options = options;
        this.keyring = keyring;
        this.identityKeys = identityKeys;
        this.store = store;
        this.app = app;
        Endpoints = endpoints;
        FirstStart = firstStart;
    }

    /// <summary>Where it listens.</summary>
    public Endpoints Endpoints { get; }

    /// <summary>Where the bundle endpoint listens; null when there is none.</summary>
    public string? BundleEndpoint { get; private init; }

    /// <summary>Whether the installation was made by this start.</summary>
    public bool FirstStart { get; }

    /// <summary>The release in force.</summary>
    public string Release => app.Services.GetRequiredService<IReleases>().Current?.Release.Id.Short ?? "none";

    /// <summary>Starts Writ. What it cannot start with ends in a <see cref="CliException"/> that names every mistake.</summary>
    /// <param name="options">How to start.</param>
    /// <param name="more">Adds services, for a test that listens to the stages.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<WritHost> StartAsync(UpOptions options, Action<IServiceCollection>? more, CancellationToken cancellationToken)
    {
        // The trust domain is the release's, and the store and the keys are the trust domain's: so the release is read first.
        var folder = ReleaseVerb.Folder(options.Config);
        if (ReleaseVerb.Read(folder, out var problems) is not { TrustDomain: var trustDomain, BundleEndpoint: var bundles } release)
        {
            throw Refused(problems);
        }

        // Before the key-encryption key is opened, which may start a command.
        options.Environment.Capture(release);
        options.Home.Prepare();
        var time = new SteadyTime();
        var ulids = new MonotonicUlids(time);
        var revoked = new RevocationMark(options.Home.RevocationMark);
        var firstStart = !File.Exists(Path.Combine(options.Home.Data, SqliteStoreOptions.FileName));
        FileKeyring? keys = null;
        FileIdentityKeys? identities = null;
        SqliteStore? opened = null;
        WebApplication? web = null;
        try
        {
            keys = FileKeyring.Open(new KeyringOptions(options.Home.SealedKeys, options.KeyEncryptionKey ?? KeyEncryptionKeySource.File(options.Home.KeyEncryptionKey), StoreExists: !firstStart));
            identities = FileIdentityKeys.Open(options.Home.SealedKeys, keys);
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
            builder.Logging.AddWritLogging();
            using (var early = LoggerFactory.Create(static logging => logging.AddWritLogging()))
            {
                opened = await SqliteStore.OpenAsync(
                    new SqliteStoreOptions { DataFolder = options.Home.Data, AnchorFile = options.Home.Anchor, NewEpoch = revoked.IsMade ? RevokedCause : null },
                    keys, trustDomain, time, ulids, early.CreateLogger<SqliteStore>(), cancellationToken);
            }

            if (await NewestEntryAsync(opened.Ledger, cancellationToken) is { } newest)
            {
                time.NotBefore(newest);
            }

            // From here on this process alone has the installation.
            var credentialFiles = new OperatorCredentialOptions(options.Home.OperatorToken, options.Home.OperatorDigest);
            var credential = revoked.IsMade ? OperatorCredential.Replace(credentialFiles) : OperatorCredential.Open(credentialFiles);
            LedgerKeyFile.Write(options.Home, keys);
            builder.Services.AddSingleton(revoked);
            builder.Services.AddSingleton(new ConnectorOptions { HomesFolder = EmptyServerHomes(options.Home) });
            builder.Services.AddSingleton(new FederationOptions(options.Home.Federation));
            var secrets = FileSecretStore.Open(options.Home.SealedKeys, keys);
            var broker = new SecretBroker(secrets, keys, options.Environment, SecretCommand.RunAsync);

            // What was refused or passed over before is not in force now either, and what is decides what listens.
            using (var early = new ReleaseStore(folder, trustDomain, opened.Journal, opened.State, new DecisionPointCompiler(), ulids, time))
            {
                if (await early.PeekAsync(cancellationToken) is { } next)
                {
                    bundles = next.BundleEndpoint;
                    options.Environment.Capture(next);
                }
            }

            builder.Services.AddWrit(opened, keys, identities, secrets, broker, credential, ulids, time, folder, trustDomain);
            more?.Invoke(builder.Services);
            builder.WebHost.UseWritListeners(options, bundles);
            web = builder.Build();
            web.UseDoors();

            await ActivatorUtilities.CreateInstance<EpochKeys>(web.Services, options.Home.SealedKeys)
                .KeepAsync(keys.IsFresh, revoked.IsMade ? RevokedCause : "new-epoch", cancellationToken);
            await web.Services.GetRequiredService<MassRevocation>().FinishAsync(cancellationToken);
            if (await web.Services.GetRequiredService<ReleaseWatcher>().RefreshAsync(cancellationToken) is ReleaseOutcome.Refused refused && web.Services.GetRequiredService<IReleases>().Current is null)
            {
                throw Refused(refused.Problems);
            }

            if (options.Port != 0)
            {
                // Known before anybody can ask; only a port that the system chooses is known later.
                web.Services.GetRequiredService<IssuerAddress>().ListensOn(options.Port);
            }

            if (options.TlsPort != 0)
            {
                web.Services.GetRequiredService<IssuerAddress>().ListensOnTls(options.TlsPort);
            }

            if (bundles is { Profile: BundleProfile.Web })
            {
                // A certificate that cannot be used is told now, and not to the first who connects.
                await web.Services.GetRequiredService<BundleEndpointTls>().OptionsAsync(bundles, cancellationToken);
            }

            RemoveSockets(options.Home);
            await web.StartAsync(cancellationToken);
            Listeners.OpenSockets(options.Home);
            var endpoints = Addresses(web);
            web.Services.GetRequiredService<IssuerAddress>().ListensOn(new Uri(endpoints.Agents).Port);
            web.Services.GetRequiredService<IssuerAddress>().ListensOnTls(new Uri(endpoints.AgentsTls).Port);
            endpoints.Write(options.Home);
            return new WritHost(options, keys, identities, opened, web, endpoints, firstStart) { BundleEndpoint = bundles is null ? null : ListensOf(web).Last(static a => a.StartsWith("https://", StringComparison.Ordinal)) };
        }
        catch (Exception exception)
        {
            if (web is not null)
            {
                await web.DisposeAsync();
            }

            if (opened is not null)
            {
                await opened.DisposeAsync();
            }

            identities?.Dispose();
            keys?.Dispose();
            if (StartFailure.Explain(exception, options, bundles) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    /// <summary>Reads the release folder again; the outcome is logged.</summary>
    public async Task ReloadAsync() => await app.Services.GetRequiredService<ReleaseWatcher>().ReloadAsync(CancellationToken.None);

    /// <summary>Completes when it is told to stop, or everything was revoked and it is to start anew.</summary>
    public async Task<HostEnd> EndAsync(CancellationToken stop)
    {
        try
        {
            await app.Services.GetRequiredService<MassRevocation>().Restart.WaitAsync(stop);

            // Nobody acts any more, so there is nothing to be seen to its end.
            patience = AfterRevocation;
            return HostEnd.Revoked;
        }
        catch (OperationCanceledException)
        {
            return HostEnd.Stopped;
        }
    }

    /// <summary>Drains: no new connection, what runs is seen to its end for a while, then the store is closed with everything in it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        File.Delete(options.Home.Endpoints);
        using (var limit = new CancellationTokenSource(patience, TimeProvider.System))
        {
            await app.StopAsync(limit.Token);
        }

        await app.DisposeAsync();
        await store.DisposeAsync();
        identityKeys.Dispose();
        keyring.Dispose();
        RemoveSockets(options.Home);
        RemoveServerHomes(options.Home);
    }

    // What the clock may not be behind: something happened then.
    private static async ValueTask<DateTimeOffset?> NewestEntryAsync(ILedgerReader ledger, CancellationToken cancellationToken)
    {
        // The head's size is the index after the newest entry.
        var head = await ledger.NewestHeadAsync(cancellationToken);
        if (head is not { Size: > 0 } || await ledger.EntriesAsync(head.Size - 1, 1, cancellationToken) is not [var last])
        {
            return null;
        }

        using var entry = JsonDocument.Parse(last.Bytes);
        return entry.RootElement.GetProperty("at").GetDateTimeOffset();
    }

    // The store's lock is held, so what is in it was left by a process that was killed, with all that it had started.
    private static string EmptyServerHomes(Home home)
    {
        RemoveServerHomes(home);
        return Directory.CreateDirectory(home.ServerHomes, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
    }

    private static void RemoveServerHomes(Home home)
    {
        if (Directory.Exists(home.ServerHomes))
        {
            Directory.Delete(home.ServerHomes, recursive: true);
        }
    }

    // The store's lock is held, so a socket that is still there is left over from a process that was killed.
    private static void RemoveSockets(Home home)
    {
        File.Delete(home.AgentSocket);
        File.Delete(home.ControlSocket);
        File.Delete(home.WorkloadSocket);
    }

    private static Endpoints Addresses(WebApplication app)
    {
        // In the order in which they were bound: agents first.
        var addresses = ListensOf(app).ToList();
        var plain = addresses.Where(static a => a.StartsWith("http://127.", StringComparison.Ordinal)).ToList();
        return new Endpoints(plain[0], addresses.First(static a => a.StartsWith("https://127.", StringComparison.Ordinal)), plain[1], Environment.ProcessId);
    }

    // In the order in which they were bound: the bundle endpoint last.
    private static IEnumerable<string> ListensOf(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    private static CliException Refused(System.Collections.Immutable.ImmutableArray<ReleaseProblem> problems)
    {
        ReleaseVerb.Show(problems);
        return new CliException(
            ExitCode.Invalid, "W1910", problems.Length == 1 ? "the release has a mistake, so nothing was started" : $"the release has {problems.Length} mistakes, so nothing was started", "correct what is listed above, and see it pass with `writ release check`");
    }
}
