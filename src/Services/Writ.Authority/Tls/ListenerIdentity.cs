using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Writ.Authority.Identity;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Tls;

/// <summary>
/// The tools zone's own X.509-SVID, which the TLS listener shows: there before anything listens, and renewed at half its life and whenever the authority's keys change.
/// Its private key is in this process alone. While renewing fails, the one at hand goes on until it ends.
/// </summary>
public sealed partial class ListenerIdentity(SvidAuthority authority, TokenOptions options, TimeProvider time, ILogger<ListenerIdentity> logger) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    private Shown? shown;

    /// <summary>What a handshake that begins now shows.</summary>
    /// <exception cref="InvalidOperationException">The service was not started.</exception>
    public SslStreamCertificateContext Current => Volatile.Read(ref shown)?.Context ?? throw new InvalidOperationException("the listener has no identity yet");

    /// <summary>Gets the first identity.</summary>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so there is none.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RenewAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DueAsync(shown!, stoppingToken);
                await RenewAsync(stoppingToken);
            }
            catch (JournalUnavailableException fault)
            {
                Log.Postponed(logger, fault);
                await Task.Delay(Again, time, stoppingToken);
            }
        }
    }

    // Asked for before the SVID was issued, so a change in between is not missed.
    private async ValueTask DueAsync(Shown current, CancellationToken stoppingToken)
    {
        var left = current.Renew - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await current.Changed.WaitAsync(left, time, stoppingToken);
        }
        catch (TimeoutException)
        {
            // Half its life is over.
        }
    }

    private async ValueTask RenewAsync(CancellationToken cancellationToken)
    {
        var changed = authority.Changed;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issued = await authority.IssueX509Async(SpiffeId.Parse(options.Audience), new PublicKey(key), ["localhost"], [IPAddress.Loopback], cancellationToken);

        // Offline: the chain is what was issued, and nothing is fetched to complete it. What was shown before may still be in a handshake, so it is left to the collector.
        var context = SslStreamCertificateContext.Create(issued.Chain[0].CopyWithPrivateKey(key), [.. issued.Chain.Skip(1)], offline: true);
        Volatile.Write(ref shown, new Shown(context, issued.Renew, changed));
    }

    private sealed record Shown(SslStreamCertificateContext Context, DateTimeOffset Renew, Task Changed);

    private static partial class Log
    {
        [LoggerMessage(2422, LogLevel.Error, "the tls listener's identity could not be renewed; it is tried again in half a minute")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
