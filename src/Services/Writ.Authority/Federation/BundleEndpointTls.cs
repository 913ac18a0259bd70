using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Writ.Authority.Identity;
using Writ.Domain;

namespace Writ.Authority.Federation;

/// <summary>
/// The certificate of the bundle endpoint: a configured one, read again when its files change, or the own trust domain's X.509-SVID, renewed at half its life and whenever the
/// authority's keys change. A changed file that cannot be used leaves the certificate before. Thread-safe.
/// </summary>
public sealed partial class BundleEndpointTls(SvidAuthority authority, TimeProvider time, ILogger<BundleEndpointTls> logger) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile Shown? shown;

    /// <summary>How the next connection is to be secured.</summary>
    /// <exception cref="AuthorityException">There is no certificate that can be used, and there was none before.</exception>
    /// <exception cref="JournalUnavailableException">The X.509-SVID could not be recorded, so it was not issued, and there is none before.</exception>
    public async ValueTask<SslServerAuthenticationOptions> OptionsAsync(BundleEndpointRegistration endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = (await ShownAsync(endpoint, cancellationToken)).Certificate,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            ClientCertificateRequired = false,
            AllowRenegotiation = false,
        };
    }

    /// <inheritdoc />
    public void Dispose() => turn.Dispose();

    private static string Stamp(string file)
    {
        var info = new FileInfo(file);
        return FormattableString.Invariant($"{info.LastWriteTimeUtc.Ticks} {(info.Exists ? info.Length : -1)}");
    }

    private static AuthorityException Unusable(string file, Exception? inner = null) => new(
        "W2150", $"`{file}` is no certificate with its key that the bundle endpoint can show", "name a PEM file of the certificate with its intermediates, and one of its unencrypted key, that this user can read", inner);

    private static SslStreamCertificateContext Load(BundleEndpointRegistration endpoint)
    {
        var (file, key) = (endpoint.CertificateFile ?? "", endpoint.KeyFile ?? "");
        try
        {
            var pem = File.ReadAllText(file);
            var intermediates = new X509Certificate2Collection();
            intermediates.ImportFromPem(pem);
            var leaf = X509Certificate2.CreateFromPem(pem, File.ReadAllText(key));
            return SslStreamCertificateContext.Create(leaf, [.. intermediates.Skip(1)], offline: true);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw Unusable(file, unusable);
        }
    }

    private async ValueTask<Shown> ShownAsync(BundleEndpointRegistration endpoint, CancellationToken cancellationToken)
    {
        if (shown is { } good && good.IsCurrent())
        {
            return good;
        }

        await turn.WaitAsync(cancellationToken);
        try
        {
            if (shown is not { } last || !last.IsCurrent())
            {
                shown = endpoint.Profile is BundleProfile.Spiffe ? await IssueAsync(cancellationToken) : Read(endpoint);
            }

            return shown;
        }
        finally
        {
            turn.Release();
        }
    }

    private Shown Read(BundleEndpointRegistration endpoint)
    {
        // Taken before the files are read: a change in between is seen the next time.
        var stamp = Stamps();
        try
        {
            return new Shown(Load(endpoint), () => Stamps() == stamp);
        }
        catch (AuthorityException fault) when (shown is { } before)
        {
            Log.Kept(logger, fault);
            return new Shown(before.Certificate, () => Stamps() == stamp);
        }

        string Stamps() => $"{Stamp(endpoint.CertificateFile ?? "/")} {Stamp(endpoint.KeyFile ?? "/")}";
    }

    private async ValueTask<Shown> IssueAsync(CancellationToken cancellationToken)
    {
        // Asked for before the issuer is: keys that change meanwhile make this one old at once.
        var changed = authority.Changed;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issued = await authority.IssueX509Async(BundleEndpoint.IdOf(authority.Bundle.TrustDomain), new PublicKey(key), [], [], cancellationToken);
        var leaf = issued.Chain[0].CopyWithPrivateKey(key);
        return new Shown(SslStreamCertificateContext.Create(leaf, [.. issued.Chain.Skip(1)], offline: true), () => !changed.IsCompleted && time.GetUtcNow() < issued.Renew);
    }

    private sealed record Shown(SslStreamCertificateContext Certificate, Func<bool> IsCurrent);

    private static partial class Log
    {
        [LoggerMessage(2333, LogLevel.Error, "the bundle endpoint's certificate changed and cannot be used; the one before is shown on")]
        public static partial void Kept(ILogger logger, Exception exception);
    }
}
