using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>
/// A session with a server over streamable HTTP: each message is one POST of exactly its bytes. Every header is Writ's own, so that nothing the agent
/// presented travels on. Interim messages of a stream, and of the stream that stays open beside, go to whoever hears; the answer ends the request.
/// </summary>
internal sealed partial class HttpSession : IUpstreamSession
{
    private const string SessionHeader = "Mcp-Session-Id";
    private const string VersionHeader = "MCP-Protocol-Version";
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly ServerRegistration.Http server;
    private readonly SessionOpening opening;
    private readonly HttpMessageInvoker invoker;
    private readonly Func<ReadOnlyMemory<byte>, ValueTask> inbound;
    private readonly ConnectorOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SemaphoreSlim hearing = new(1, 1);
    private readonly CancellationTokenSource ending = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? session;
    private volatile string? version;
    private int disposed;
    private Task listening = Task.CompletedTask;

    public HttpSession(
        ServerRegistration.Http server, SessionOpening opening, HttpMessageInvoker invoker, Func<ReadOnlyMemory<byte>, ValueTask> inbound, ConnectorOptions options, TimeProvider time,
        ILogger logger)
    {
        this.server = server;
        this.opening = opening;
        this.invoker = invoker;
        this.inbound = inbound;
        this.options = options;
        this.time = time;
        this.logger = logger;
    }

    public Task Ended => ended.Task;

    public async ValueTask<ReadOnlyMemory<byte>> PerformAsync(Authorized<ActionRequest> action, CancellationToken cancellationToken)
    {
        var (envelope, message) = Outgoing.Of(action, opening);
        return await SendAsync(envelope, message, cancellationToken) ?? throw NoAnswer();
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ExchangeAsync(ProtocolMessage message, CancellationToken cancellationToken)
    {
        var envelope = Outgoing.Of(message);
        var answer = await SendAsync(envelope, message.Bytes, cancellationToken);
        switch (envelope.Method)
        {
            case "initialize" when answer is { } opened:
                version = NegotiatedVersion.Read(opened.Span);
                break;
            case "notifications/initialized":
                Listen();
                break;
        }

        return answer is null && !envelope.Id.IsEmpty ? throw NoAnswer() : answer;
    }

    public async ValueTask RefuseAsync(ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> error, CancellationToken cancellationToken) =>
        await SendAsync(new RpcEnvelope(default, null, Answers: true), RpcReply.Error(id.Span, error.Span), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            await ended.Task;
            return;
        }

        await ending.CancelAsync();
        try
        {
            await listening;
            if (session is not null)
            {
                // The server may take its time or not care; it is told once.
                using var farewell = new CancellationTokenSource(Farewell, time);
                using var response = await invoker.SendAsync(Request(HttpMethod.Delete), farewell.Token);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            // It is gone already.
        }
        finally
        {
            opening.Secrets.Dispose();
            ended.TrySetResult();
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>?> SendAsync(RpcEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (ending.IsCancellationRequested)
        {
            throw new UpstreamException(UpstreamFault.Unreachable, $"the session with `{server.Name}` has ended");
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ending.Token);
        try
        {
            var request = Request(HttpMethod.Post);
            request.Headers.Accept.ParseAdd("application/json");
            request.Headers.Accept.ParseAdd("text/event-stream");
            request.Content = new ReadOnlyMemoryContent(message) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await invoker.SendAsync(request, either.Token);
            return await AnswerAsync(envelope, response, either.Token);
        }
        catch (HttpRequestException exception)
        {
            var fault = exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
                ? UpstreamFault.Unreachable
                : UpstreamFault.Died;
            throw new UpstreamException(fault, $"the server `{server.Name}` cannot be reached: {exception.HttpRequestError}", exception);
        }
        catch (IOException exception)
        {
            throw new UpstreamException(UpstreamFault.Died, $"the server `{server.Name}` broke the connection", exception);
        }
        catch (OperationCanceledException exception) when (ending.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException(UpstreamFault.Died, $"the session with `{server.Name}` was ended", exception);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>?> AnswerAsync(RpcEnvelope envelope, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NotFound && session is not null)
        {
            // The server forgot the session: so does Writ, and the agent opens a new one.
            ended.TrySetResult();
            throw new UpstreamException(UpstreamFault.Died, $"the server `{server.Name}` forgot the session");
        }

        if (response.StatusCode == HttpStatusCode.Accepted || (response.IsSuccessStatusCode && envelope.Id.IsEmpty))
        {
            return null;
        }

        if (envelope.Method == "initialize" && response.IsSuccessStatusCode)
        {
            session = UpstreamSessionId.Read(response.Headers, SessionHeader, server.Name);
        }

        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return response.Content.Headers.ContentType?.MediaType switch
        {
            "text/event-stream" when response.IsSuccessStatusCode => await StreamedAsync(envelope, body, cancellationToken),

            // An error may come with any status; it is an answer when it says to what.
            "application/json" when await WholeAsync(body, cancellationToken) is var whole && RpcEnvelope.Read(whole) is { Answers: true } answer && answer.Key == envelope.Key => whole,
            _ => throw new UpstreamException(UpstreamFault.Malformed, $"the server `{server.Name}` answered {(int)response.StatusCode} without an answer to the request"),
        };
    }

    private async ValueTask<ReadOnlyMemory<byte>> StreamedAsync(RpcEnvelope envelope, Stream body, CancellationToken cancellationToken)
    {
        var events = new SseReader(body, options.MaxMessageBytes);
        while (await events.NextAsync(cancellationToken) is { } message)
        {
            if (RpcEnvelope.Read(message) is not { } read)
            {
                continue;
            }

            if (read.Answers && read.Key == envelope.Key)
            {
                return message;
            }

            await HearAsync(read, message, cancellationToken);
        }

        throw new UpstreamException(UpstreamFault.Died, $"the server `{server.Name}` ended the stream before it answered");
    }

    private async ValueTask HearAsync(RpcEnvelope read, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (read.Answers)
        {
            return;
        }

        if (read is { Method: "ping", Id.IsEmpty: false })
        {
            await SendAsync(new RpcEnvelope(default, null, Answers: true), RpcReply.Empty(read.Id.Span), cancellationToken);
            return;
        }

        // Streams run beside each other; who hears, hears one message at a time.
        await hearing.WaitAsync(cancellationToken);
        try
        {
            await inbound(message);
        }
        finally
        {
            hearing.Release();
        }
    }

    private void Listen()
    {
        lock (ending)
        {
            if (disposed == 0 && listening.IsCompleted)
            {
                listening = ListenAsync();
            }
        }
    }

    // The stream for what the server says of its own accord. A server that has none answers with an error, and is not asked again.
    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                var request = Request(HttpMethod.Get);
                request.Headers.Accept.ParseAdd("text/event-stream");
                using (var response = await invoker.SendAsync(request, ending.Token))
                {
                    if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType != "text/event-stream")
                    {
                        return;
                    }

                    var events = new SseReader(await response.Content.ReadAsStreamAsync(ending.Token), options.MaxMessageBytes);
                    while (await events.NextAsync(ending.Token) is { } message)
                    {
                        if (RpcEnvelope.Read(message) is { } read)
                        {
                            await HearAsync(read, message, ending.Token);
                        }
                    }
                }

                await Task.Delay(Reconnect, time, ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The session ended.
        }
        catch (Exception exception)
        {
            Log.Deaf(logger, server.Name, exception.GetType().Name);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> WholeAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream();
        var part = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(part, cancellationToken)) > 0;)
        {
            if (buffer.Length + read > options.MaxMessageBytes)
            {
                throw new UpstreamException(UpstreamFault.Oversize, $"the server `{server.Name}` answered more than {options.MaxMessageBytes} bytes");
            }

            buffer.Write(part.AsSpan(0, read));
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private HttpRequestMessage Request(HttpMethod method)
    {
        var request = new HttpRequestMessage(method, server.Endpoint);
        foreach (var (name, value) in server.Headers.Select(static h => (h.Key, h.Value)).Concat(server.SecretHeaders.Select(h => (h.Key, opening.Secrets.Reveal(h.Value)))))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (session is { } id)
        {
            request.Headers.Add(SessionHeader, id);
        }

        if (version is { } negotiated)
        {
            request.Headers.Add(VersionHeader, negotiated);
        }

        return request;
    }

    private UpstreamException NoAnswer() => new(UpstreamFault.Malformed, $"the server `{server.Name}` gave a request no answer");

    private static partial class Log
    {
        [LoggerMessage(4110, LogLevel.Information, "the stream of {Server} is lost: {Detail}")]
        public static partial void Deaf(ILogger logger, Slug server, string detail);
    }
}
