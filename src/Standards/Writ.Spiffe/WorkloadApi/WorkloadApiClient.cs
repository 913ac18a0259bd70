using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Writ.Spiffe.WorkloadApi.Messages;

namespace Writ.Spiffe.WorkloadApi;

/// <summary>A client of the Workload API, of one connection (SPIFFE Workload API §§5 and 6). Thread-safe. <see cref="X509Source"/> keeps an identity fresh with it.</summary>
public sealed class WorkloadApiClient : IDisposable
{
    private static readonly Uri Origin = new("http://localhost");

    private readonly HttpMessageInvoker _http;

    /// <summary>Takes where the API is; connects with the first call.</summary>
    public WorkloadApiClient(WorkloadEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectCallback = (_, cancellationToken) => ConnectAsync(endpoint.Address, cancellationToken),
        });
    }

    /// <summary>The SVIDs and bundles now, and again after each change, until the server or the caller ends it.</summary>
    /// <exception cref="WorkloadApiException">The server refuses, cannot be reached, or its answer is not believed.</exception>
    public async IAsyncEnumerable<X509Context> WatchX509Async([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var message in CallAsync(WorkloadApiProtocol.FetchX509Svid, new X509SVIDRequest(), X509SVIDResponse.Parser, cancellationToken).ConfigureAwait(false))
            yield return X509ContextReader.Read(message);
    }

    /// <summary>JWT-SVIDs for an audience, the default first.</summary>
    /// <param name="audiences">Whom they are for; one or more.</param>
    /// <param name="id">Which identity; the default value for all that the caller has.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="WorkloadApiException">As above.</exception>
    public async ValueTask<ImmutableArray<string>> FetchJwtAsync(ImmutableArray<string> audiences, SpiffeId id, CancellationToken cancellationToken)
    {
        var request = new JWTSVIDRequest { SpiffeId = id.ToString() };
        request.Audience.AddRange(audiences);
        var answer = await SingleAsync(WorkloadApiProtocol.FetchJwtSvid, request, JWTSVIDResponse.Parser, cancellationToken).ConfigureAwait(false);
        return answer.Svids.Count > 0 ? [.. answer.Svids.Select(svid => svid.Svid)] : throw NoAnswer("there is no svid");
    }

    /// <summary>The bundles of JWT-SVIDs now, and again after each change.</summary>
    /// <exception cref="WorkloadApiException">As above.</exception>
    public async IAsyncEnumerable<BundleSet> WatchJwtBundlesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var message in CallAsync(WorkloadApiProtocol.FetchJwtBundles, new JWTBundlesRequest(), JWTBundlesResponse.Parser, cancellationToken).ConfigureAwait(false))
            yield return BundleSet.Of(message.Bundles.Select(pair => ReadJwtBundle(pair.Key, pair.Value.Span)));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static TrustBundle ReadJwtBundle(string name, ReadOnlySpan<byte> json) =>
        SpiffeId.TryParse(name, out var id, out _) && !id.HasPath && TrustBundle.TryParse(json, id.TrustDomain, out var bundle, out _) ? bundle : throw NoAnswer("a bundle is malformed");

    private static async ValueTask<Stream> ConnectAsync(EndPoint address, CancellationToken cancellationToken)
    {
        var socket = address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<T> SingleAsync<T>(string method, IMessage request, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        T? only = null;
        await foreach (var message in CallAsync(method, request, parser, cancellationToken).ConfigureAwait(false))
            only = only is null ? message : throw NoAnswer("there is more than one message");
        return only ?? throw NoAnswer("there is no message");
    }

    private async IAsyncEnumerable<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, new Uri(Origin, method)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        call.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        call.Headers.Add(WorkloadApiProtocol.SecurityHeader, WorkloadApiProtocol.SecurityValue);
        call.Content = new ByteArrayContent(GrpcFrame.Write(request));
        call.Content.Headers.ContentType = new MediaTypeHeaderValue(GrpcFrame.ContentType);

        using var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode is not HttpStatusCode.OK || answer.Content.Headers.ContentType?.MediaType?.StartsWith(GrpcFrame.ContentType, StringComparison.Ordinal) is not true)
            throw new WorkloadApiException(GrpcStatus.Unknown, $"the workload api answered with http status {(int)answer.StatusCode}");
        ThrowIfFailed(answer.Headers);

        var reader = PipeReader.Create(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        await using var _ = new Completion(reader).ConfigureAwait(false);
        while (await NextAsync(reader, parser, cancellationToken).ConfigureAwait(false) is { } message)
            yield return message;
        if (!ThrowIfFailed(answer.TrailingHeaders) && !answer.Headers.Contains(GrpcFrame.StatusHeader))
            throw new WorkloadApiException(GrpcStatus.Unavailable, "the workload api's answer broke off");
    }

    private async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage call, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw new WorkloadApiException(GrpcStatus.Unavailable, "the workload api cannot be reached", exception);
        }
    }

    private static async ValueTask<T?> NextAsync<T>(PipeReader reader, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException)
            {
                throw new WorkloadApiException(GrpcStatus.Unavailable, "the workload api's answer broke off", exception);
            }

            var received = read.Buffer;
            switch (GrpcFrame.Take(ref received, WorkloadApiProtocol.MaxMessage, out var bytes))
            {
                case GrpcFraming.Whole:
                    var message = Parse(parser, bytes);
                    reader.AdvanceTo(received.Start);
                    return message;
                case GrpcFraming.Nothing when read.IsCompleted:
                    return default;
                case GrpcFraming.Nothing or GrpcFraming.Part when !read.IsCompleted:
                    reader.AdvanceTo(received.Start, received.End);
                    break;
                default:
                    throw NoAnswer("a frame is broken");
            }
        }
    }

    private static T Parse<T>(MessageParser<T> parser, ReadOnlySequence<byte> bytes)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new WorkloadApiException(GrpcStatus.Internal, "the workload api's answer is no message", exception);
        }
    }

    // True when there is a status, and it is good.
    private static bool ThrowIfFailed(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues(GrpcFrame.StatusHeader, out var values))
            return false;
        var status = int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? (GrpcStatus)code : GrpcStatus.Unknown;
        if (status is GrpcStatus.Ok)
            return true;
        var said = headers.TryGetValues(GrpcFrame.MessageHeader, out var messages) ? Uri.UnescapeDataString(messages.FirstOrDefault() ?? "") : "";
        throw new WorkloadApiException(status, said is "" ? $"the workload api refused: {status}" : $"the workload api refused: {said}");
    }

    private static WorkloadApiException NoAnswer(string why) => new(GrpcStatus.Internal, $"the workload api's answer is not believed: {why}");

    private readonly struct Completion(PipeReader reader) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => reader.CompleteAsync();
    }
}
