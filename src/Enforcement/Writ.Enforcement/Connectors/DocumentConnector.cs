using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>
/// Gets documents, each over a connection of its own that is closed afterwards, so that nothing of one request, not even whom it believed, is left for the next.
/// Documents are few: keys are held by who asks for them.
/// </summary>
public sealed class DocumentConnector(TimeProvider time) : IDocumentSource
{
    private const int MaxHeaders = 16;

    /// <inheritdoc />
    public async ValueTask<ReadOnlyMemory<byte>> GetAsync(DocumentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!DocumentRequest.MayAsk(request.Address))
        {
            throw new DocumentException(DocumentFault.Address, "the address is not https");
        }

        using var server = new ServerJudgement(request.Trust);
        using var limit = new CancellationTokenSource(request.Limit, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var handler = Handler(request, server);
            using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
            using var message = Message(request);
            using var response = await invoker.SendAsync(message, ended.Token);
            Check(response, request);
            return await ReadAsync(response, request.MaxBytes, ended.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DocumentException(DocumentFault.TooSlow, $"{request.Address.Host} took longer than {request.Limit.TotalSeconds:0} s", late);
        }
        catch (HttpRequestException refused) when (refused.InnerException is AuthenticationException)
        {
            throw new DocumentException(DocumentFault.Untrusted, $"{request.Address.Host} is not believed: {server.Refusal ?? "its certificate is not good for this address"}", refused);
        }
        catch (HttpRequestException refused) when (refused.InnerException is DocumentException inner)
        {
            throw new DocumentException(inner.Fault, inner.Message, refused);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            throw new DocumentException(DocumentFault.Unreachable, $"{request.Address.Host} cannot be reached, or broke off", broken);
        }
    }

    private static SocketsHttpHandler Handler(DocumentRequest request, ServerJudgement server) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        PreAuthenticate = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = request.Limit,
        MaxConnectionsPerServer = 1,
        MaxResponseHeadersLength = MaxHeaders,
        MaxResponseDrainSize = 0,
        SslOptions = server.Options(),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, request.NamedByOther, cancellationToken),
    };

    private static HttpRequestMessage Message(DocumentRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, request.Address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        foreach (var type in request.MediaTypes)
        {
            message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        }

        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        message.Headers.ConnectionClose = true;
        return message;
    }

    // A name is resolved here and the addresses judged, so that what was judged is what is connected to.
    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endpoint, bool namedByOther, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken);
        if (namedByOther)
        {
            addresses = [.. addresses.Where(static address => !Reach.IsOfThisMachine(address))];
            if (addresses.Length == 0)
            {
                throw new DocumentException(DocumentFault.Address, $"{endpoint.Host} is on this machine or its own link, and another party named it");
            }
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endpoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Check(HttpResponseMessage response, DocumentRequest request)
    {
        var host = request.Address.Host;
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            throw new DocumentException(DocumentFault.Redirect, $"{host} answers with a redirect, which is not followed");
        }

        if (response.StatusCode is not HttpStatusCode.OK)
        {
            throw new DocumentException(DocumentFault.Status, $"{host} answers with status {(int)response.StatusCode}");
        }

        if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            throw new DocumentException(DocumentFault.Compressed, $"{host} answers compressed, which was not asked for");
        }

        var type = response.Content.Headers.ContentType;
        if (type?.MediaType is not { } media
            || !request.MediaTypes.Contains(media, StringComparer.OrdinalIgnoreCase)
            || (type.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw new DocumentException(DocumentFault.MediaType, $"{host} answers with another media type than {string.Join(" or ", request.MediaTypes)}");
        }

        if (response.Content.Headers.ContentLength > request.MaxBytes)
        {
            throw TooLarge(request.MaxBytes);
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var taken = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (taken.Length + read > most)
            {
                throw TooLarge(most);
            }

            taken.Write(buffer, 0, read);
        }

        return taken.ToArray();
    }

    private static DocumentException TooLarge(int most) => new(DocumentFault.TooLarge, $"the document is larger than {most} bytes");
}
