using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Hosting;
using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Domain;
using Writ.Spiffe;
using Writ.Spiffe.WorkloadApi;
using Writ.Spiffe.WorkloadApi.Messages;

namespace Writ.Authority.WorkloadApi;

/// <summary>
/// Answers processes that the kernel shows to belong to an instance: with that instance's identity, a key of its own in each message, and whom to believe. A stream is looked
/// at again every half a minute, so that it ends soon after the instance does, and says something only when there is something new.
/// </summary>
internal sealed class WorkloadApiHandler(InstanceRegistry instances, SvidAuthority authority, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int MostAudiences = 16;
    private const int LongestAudience = 2048;
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromSeconds(30);

    public async Task FetchX509SvidAsync(GrpcCall call, IPeer? peer)
    {
        if (await call.ReadAsync(X509SVIDRequest.Parser) is null)
        {
            return;
        }

        var renew = DateTimeOffset.MinValue;
        var seen = Task.CompletedTask;
        while (Whose(peer) is { } instance)
        {
            if (seen.IsCompleted || time.GetUtcNow() >= renew)
            {
                seen = authority.Changed;
                using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                if (await authority.IssueX509Async(instance, new PublicKey(key), call.Aborted) is not { } issued)
                {
                    break;
                }

                await call.WriteAsync(Message(issued, key));
                renew = issued.Renew;
            }

            if (!await WaitAsync(call, seen, renew))
            {
                return;
            }
        }

        await DenyAsync(call);
    }

    public async Task FetchX509BundlesAsync(GrpcCall call, IPeer? peer)
    {
        if (await call.ReadAsync(X509BundlesRequest.Parser) is not null)
        {
            await StreamAsync(call, peer, () => Message(authority.Bundles));
        }
    }

    public async Task FetchJwtBundlesAsync(GrpcCall call, IPeer? peer)
    {
        if (await call.ReadAsync(JWTBundlesRequest.Parser) is not null)
        {
            await StreamAsync(call, peer, () => JwtMessage(authority.Bundles));
        }
    }

    public async Task FetchJwtSvidAsync(GrpcCall call, IPeer? peer)
    {
        if (await call.ReadAsync(JWTSVIDRequest.Parser) is not { } request)
        {
            return;
        }

        ImmutableArray<string> audiences = [.. request.Audience];
        if (audiences.Length is 0 or > MostAudiences || audiences.Any(static a => a.Length is 0 or > LongestAudience))
        {
            await call.EndAsync(GrpcStatus.InvalidArgument, $"name one to {MostAudiences} audiences of at most {LongestAudience} characters");
            return;
        }

        if (request.SpiffeId.Length > 0 && !SpiffeId.TryParseWorkload(request.SpiffeId, out _, out _))
        {
            await call.EndAsync(GrpcStatus.InvalidArgument, "`spiffe_id` is no id of a workload");
            return;
        }

        if (Whose(peer) is { } instance
            && (request.SpiffeId.Length == 0 || string.Equals(request.SpiffeId, instance.Id.ToString(), StringComparison.Ordinal))
            && await authority.IssueJwtAsync(instance, audiences, call.Aborted) is { } token)
        {
            var answer = new JWTSVIDResponse();
            answer.Svids.Add(new JWTSVID { SpiffeId = instance.Id.ToString(), Svid = token });
            await call.AnswerAsync(answer);
            return;
        }

        await DenyAsync(call);
    }

    public async Task ValidateJwtSvidAsync(GrpcCall call, IPeer? peer)
    {
        if (await call.ReadAsync(ValidateJWTSVIDRequest.Parser) is not { } request)
        {
            return;
        }

        if (request.Audience.Length == 0 || request.Svid.Length == 0)
        {
            await call.EndAsync(GrpcStatus.InvalidArgument, "`audience` and `svid` are both needed");
        }
        else if (Whose(peer) is null)
        {
            await DenyAsync(call);
        }
        else if (JwtSvidVerification.Verify(request.Svid, request.Audience, authority.Bundles, time.GetUtcNow()) is JwtSvidVerification.Verified { Svid: var svid })
        {
            await call.AnswerAsync(new ValidateJWTSVIDResponse { SpiffeId = svid.Id.ToString(), Claims = JsonParser.Default.Parse<Struct>(Encoding.UTF8.GetString(svid.Claims.Json.Span)) });
        }
        else
        {
            // Why it is not believed is the issuer's affair, not the presenter's.
            await call.EndAsync(GrpcStatus.InvalidArgument, "the svid is not valid for this audience");
        }
    }

    private static Task DenyAsync(GrpcCall call) => call.EndAsync(GrpcStatus.PermissionDenied, "no identity is registered for this process");

    private static X509SVIDResponse Message(IssuedX509Svid issued, ECDsa key, BundleSet bundles, TrustBundle own)
    {
        var message = new X509SVIDResponse();
        message.Svids.Add(new X509SVID
        {
            SpiffeId = issued.Id.ToString(),
            X509Svid = ByteString.CopyFrom(issued.ToDer()),
            X509SvidKey = UnsafeByteOperations.UnsafeWrap(key.ExportPkcs8PrivateKey()),
            Bundle = ByteString.CopyFrom(own.X509Der()),
        });
        foreach (var bundle in bundles.All.Where(bundle => bundle.TrustDomain != own.TrustDomain))
        {
            message.FederatedBundles.Add(bundle.TrustDomain.Id.ToString(), ByteString.CopyFrom(bundle.X509Der()));
        }

        return message;
    }

    private static X509BundlesResponse Message(BundleSet bundles)
    {
        var message = new X509BundlesResponse();
        foreach (var bundle in bundles.All)
        {
            message.Bundles.Add(bundle.TrustDomain.Id.ToString(), ByteString.CopyFrom(bundle.X509Der()));
        }

        return message;
    }

    private static JWTBundlesResponse JwtMessage(BundleSet bundles)
    {
        var message = new JWTBundlesResponse();
        foreach (var bundle in bundles.All)
        {
            message.Bundles.Add(bundle.TrustDomain.Id.ToString(), ByteString.CopyFrom(bundle.ToJwtJson()));
        }

        return message;
    }

    private X509SVIDResponse Message(IssuedX509Svid issued, ECDsa key) => Message(issued, key, authority.Bundles, authority.Bundle);

    private AttestedInstance? Whose(IPeer? peer) => instances.Attest(peer) is PeerAttestation.Known known ? known.Instance : null;

    private async Task StreamAsync(GrpcCall call, IPeer? peer, Func<IMessage> message)
    {
        var seen = Task.CompletedTask;
        while (Whose(peer) is not null)
        {
            if (seen.IsCompleted)
            {
                seen = authority.Changed;
                await call.WriteAsync(message());
            }

            if (!await WaitAsync(call, seen, DateTimeOffset.MaxValue))
            {
                return;
            }
        }

        await DenyAsync(call);
    }

    // False when Writ is stopping, and the call has been told so: clients come back by themselves.
    private async ValueTask<bool> WaitAsync(GrpcCall call, Task changed, DateTimeOffset until)
    {
        var left = until - time.GetUtcNow();
        var wait = left > LongestUnseen ? LongestUnseen : left;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, lifetime.ApplicationStopping);
        try
        {
            if (wait > TimeSpan.Zero)
            {
                await changed.WaitAsync(wait, time, ended.Token);
            }
        }
        catch (TimeoutException)
        {
            // Time to look again.
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await call.EndAsync(GrpcStatus.Unavailable, "writ is stopping");
            return false;
        }

        return true;
    }
}
