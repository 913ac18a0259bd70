using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Writ.Authority.Identity;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Federation;

/// <summary>
/// Keeps the bundles of the trust domains that the release federates with: asks for each when its refresh hint has passed, a minute to a day, and takes none that is older
/// than the one it has. A bundle that cannot be had leaves the last good one; one without keys revokes everything. What changes is recorded and durable before it is in force.
/// </summary>
public sealed partial class FederationKeeper : BackgroundService
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(1);

    private readonly IReleases releases;
    private readonly SvidAuthority authority;
    private readonly IJournal journal;
    private readonly IUlidSource ids;
    private readonly TimeProvider time;
    private readonly TimeSpan every;
    private readonly BundleFiles files;
    private readonly BundleFetch fetch;
    private readonly ILogger<FederationKeeper> logger;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Lock gate = new();
    private ImmutableArray<FederationStatus> known = [];
    private bool aligned;

    /// <summary>Takes where it keeps bundles, and whom it keeps them for.</summary>
    public FederationKeeper(
        FederationOptions options, IReleases releases, SvidAuthority authority, IDocumentSource documents, IJournal journal, IUlidSource ids, TimeProvider time, ILogger<FederationKeeper> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.releases = releases;
        this.authority = authority;
        this.journal = journal;
        this.ids = ids;
        this.time = time;
        this.logger = logger;
        every = options.Every;
        files = new BundleFiles(options.Folder);
        fetch = new BundleFetch(documents, authority, time);
    }

    /// <summary>What is known of each trust domain, in ordinal order of their names.</summary>
    public ImmutableArray<FederationStatus> Status
    {
        get
        {
            lock (gate)
            {
                return known;
            }
        }
    }

    /// <summary>Takes up the bundles that were kept, before anybody is answered; asks nobody.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await KeepAsync(static (_, _) => false, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Asks for each bundle that is due.</summary>
    public Task KeepAsync(CancellationToken cancellationToken) => KeepAsync(static (status, now) => status.Next <= now || status.Next > now + Most, cancellationToken);

    /// <summary>Asks for each bundle now.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => KeepAsync(static (_, _) => true, cancellationToken);

    /// <inheritdoc />
    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, time);
        do
        {
            await KeepAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static TimeSpan Interval(TrustBundle bundle) => bundle.RefreshHint is { } hint ? hint < Least ? Least : hint > Most ? Most : hint : Usual;

    // A bundle that once had a version and has none now cannot be told from an old one.
    private static bool IsOlder(TrustBundle bundle, FederationStatus than) => Newest(than) is { } known && (bundle.Sequence is not { } sequence || sequence < known);

    // Whoever writes the release says what is true of a bundle without a version.
    private static bool IsProvablyOlder(TrustBundle bundle, FederationStatus than) => bundle.Sequence < Newest(than);

    private static long? Newest(FederationStatus status) => status.Bundle?.Sequence is not { } has ? status.Left : status.Left > has ? status.Left : has;

    private static bool IsSame(TrustBundle? one, TrustBundle? other) =>
        ReferenceEquals(one, other) || (one is not null && other is not null && one.ToJson().AsSpan().SequenceEqual(other.ToJson()));

    private async Task KeepAsync(Func<FederationStatus, DateTimeOffset, bool> isDue, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await AlignAsync(cancellationToken);
            var now = time.GetUtcNow();
            var due = known.Where(status => isDue(status, now)).ToArray();
            var answers = await Task.WhenAll(due.Select(status => fetch.GetAsync(status.Registration, cancellationToken)));
            foreach (var (status, (bundle, problem)) in due.Zip(answers))
            {
                Replace(await SettleAsync(status, bundle, problem, cancellationToken));
            }

            Publish();
        }
        finally
        {
            turn.Release();
        }
    }

    // What the release says of trust domains is what is kept: those that are new begin with what was kept before, or with their bundle file.
    private async Task AlignAsync(CancellationToken cancellationToken)
    {
        if (releases.Current?.Release.Federation is not { } wanted || (aligned && wanted.SequenceEqual(known.Select(static status => status.Registration))))
        {
            return;
        }

        var before = known.ToDictionary(static status => status.Registration.TrustDomain);
        var after = ImmutableArray.CreateBuilder<FederationStatus>(wanted.Length);
        foreach (var registration in wanted)
        {
            var status = new FederationStatus(registration)
            {
                Bundle = before.GetValueOrDefault(registration.TrustDomain)?.Bundle ?? files.Read(registration.TrustDomain), Left = files.Left(registration.TrustDomain), Next = time.GetUtcNow(),
            };
            after.Add(await BeginAsync(status, cancellationToken));
        }

        foreach (var gone in before.Values.Where(status => status.Bundle is not null && !wanted.Any(w => w.TrustDomain == status.Registration.TrustDomain)))
        {
            await TryRecordAsync(new LedgerEntry.FederatedBundleChanged(gone.Registration.TrustDomain, null, default, "release") { Id = EntryId.New(ids), At = time.GetUtcNow() }, cancellationToken);
        }

        lock (gate)
        {
            known = after.ToImmutable();
        }

        Forget(wanted);
        aligned = true;
        Publish();
    }

    private void Forget(ImmutableArray<FederationRegistration> wanted)
    {
        try
        {
            files.KeepOnly(wanted.Select(static registration => registration.TrustDomain));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What is left over is of no trust domain that is federated with: it would only be taken up again with one, and is no older than what was believed then.
            Log.NotForgotten(logger, fault);
        }
    }

    private async Task<FederationStatus> BeginAsync(FederationStatus status, CancellationToken cancellationToken)
    {
        var trustDomain = status.Registration.TrustDomain;
        if (status.Registration.FirstBundle is not { } text || !TrustBundle.TryParse(System.Text.Encoding.UTF8.GetBytes(text), trustDomain, out var first, out _))
        {
            return status;
        }

        // What came of the endpoint after the file was looked at counts; a file that is another since then is an operator's word, and counts unless it is provably older.
        var digest = Digest256.Sha256(first.ToJson());
        if (status.Bundle is not null && files.FirstLookedAt(trustDomain) == digest)
        {
            return status;
        }

        if (IsProvablyOlder(first, status))
        {
            Log.NotHad(logger, trustDomain, "its `bundle_file` is older than the bundle that is known, which stays");
            return status;
        }

        var begun = IsSame(first, status.Bundle) ? status : await AdoptAsync(status, first, "bundle-file", cancellationToken);
        if (begun.Problem is null)
        {
            try
            {
                files.LookedAt(trustDomain, digest);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Log.NotKept(logger, fault, trustDomain);
            }
        }

        return begun;
    }

    private async Task<FederationStatus> SettleAsync(FederationStatus status, TrustBundle? bundle, string? problem, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (bundle is null)
        {
            Log.NotHad(logger, status.Registration.TrustDomain, problem ?? "");
            return status with { Problem = problem, Next = now + Least };
        }

        if (IsOlder(bundle, status))
        {
            var older = "it serves an older bundle than the one that is known, which stays";
            Log.NotHad(logger, status.Registration.TrustDomain, older);
            return status with { Problem = older, Next = now + Least };
        }

        var settled = IsSame(bundle, status.Bundle) ? status with { Problem = null } : await AdoptAsync(status, bundle, "endpoint", cancellationToken);
        return settled.Problem is null ? settled with { Refreshed = now, Next = now + Interval(bundle) } : settled with { Next = now + Least };
    }

    private async Task<FederationStatus> AdoptAsync(FederationStatus status, TrustBundle bundle, string cause, CancellationToken cancellationToken)
    {
        // Recorded once, however often it cannot be kept.
        var digest = Digest256.Sha256(bundle.ToJson());
        if (status.Recorded != digest)
        {
            var entry = new LedgerEntry.FederatedBundleChanged(bundle.TrustDomain, bundle.Sequence, digest, cause) { Id = EntryId.New(ids), At = time.GetUtcNow() };
            if (!await TryRecordAsync(entry, cancellationToken))
            {
                return status with { Problem = "its new bundle could not be recorded, so the one before stays" };
            }
        }

        try
        {
            files.Write(bundle);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.NotKept(logger, fault, bundle.TrustDomain);
            return status with { Problem = "its new bundle could not be kept, so the one before stays", Recorded = digest };
        }

        Log.Adopted(logger, bundle.TrustDomain, bundle.Sequence, bundle.X509Authorities.Length, bundle.JwtAuthorities.Keys.Length);
        return status with { Bundle = bundle, Problem = null, Recorded = digest };
    }

    private async Task<bool> TryRecordAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await journal.CommitAsync([], [], [entry], cancellationToken);
            return true;
        }
        catch (JournalUnavailableException)
        {
            return false;
        }
    }

    private void Replace(FederationStatus status)
    {
        lock (gate)
        {
            known = [.. known.Select(other => other.Registration == status.Registration ? status : other)];
        }
    }

    private void Publish()
    {
        ImmutableArray<TrustBundle> bundles = [.. known.Select(static status => status.Bundle).OfType<TrustBundle>()];
        var published = authority.Bundles;
        if (bundles.Length != published.All.Length - 1 || bundles.Any(bundle => !published.TryFind(bundle.TrustDomain, out var other) || !IsSame(bundle, other)))
        {
            authority.Federate(bundles);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2330, LogLevel.Information, "trust domain {TrustDomain} has bundle {Sequence}: {X509} authorities and {Jwt} keys")]
        public static partial void Adopted(ILogger logger, TrustDomain trustDomain, long? sequence, int x509, int jwt);

        [LoggerMessage(2331, LogLevel.Warning, "the bundle of trust domain {TrustDomain} could not be had: {Problem}")]
        public static partial void NotHad(ILogger logger, TrustDomain trustDomain, string problem);

        [LoggerMessage(2334, LogLevel.Warning, "bundles of trust domains that are federated with no more could not be removed")]
        public static partial void NotForgotten(ILogger logger, Exception exception);

        [LoggerMessage(2332, LogLevel.Error, "the bundle of trust domain {TrustDomain} could not be kept")]
        public static partial void NotKept(ILogger logger, Exception exception, TrustDomain trustDomain);
    }
}
