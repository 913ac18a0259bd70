using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace Writ.Cli;

/// <summary>
/// `writ connect`: an MCP client that starts its servers itself and speaks to them by lines starts this instead, and reaches the server through Writ.
/// Each line becomes one request over the agents' socket, which names the caller by the kernel's word; each answer and each event becomes one line.
/// It holds no credential and decides nothing.
/// </summary>
internal sealed class StdioBridge : IDisposable
{
    private const string SessionHeader = "Mcp-Session-Id";
    private const int MaxUnderWay = 64;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly string socket;
    private readonly string path;
    private readonly Stream output;
    private readonly Action<string> note;
    private readonly TimeProvider time;
    private readonly UnixHttp http;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly SemaphoreSlim room = new(MaxUnderWay, MaxUnderWay);
    private readonly CancellationTokenSource leaving = new();
    private readonly HashSet<Task> underWay = [];
    private string? session;
    private Task listening = Task.CompletedTask;
    private int exitCode = ExitCode.Ok;

    /// <summary>Makes ready.</summary>
    /// <param name="socket">The agents' socket.</param>
    /// <param name="server">The server's name.</param>
    /// <param name="output">Where the lines for the client go.</param>
    /// <param name="note">Where remarks for a person go; never the client's lines.</param>
    /// <param name="time">The clock.</param>
    public StdioBridge(string socket, string server, Stream output, Action<string> note, TimeProvider time)
    {
        this.socket = socket;
        path = "/mcp/" + Uri.EscapeDataString(server);
        this.output = output;
        this.note = note;
        this.time = time;
        http = new UnixHttp(socket);
    }

    /// <summary>Carries lines until the input ends. 0 when a session was carried, 1 when Writ could not be reached, 2 when opening the session was denied.</summary>
    public async Task<int> RunAsync(Stream input, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(input);
        try
        {
            while (await LineAsync(reader, cancellationToken) is { } line)
            {
                await TakeAsync(line, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client, or a person, ends it: the session is left as at the end of the input.
        }

        await LeaveAsync();
        return exitCode;
    }

    public void Dispose()
    {
        http.Dispose();
        leaving.Dispose();
        writing.Dispose();
        room.Dispose();
    }

    private static async ValueTask<byte[]?> LineAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = read.Buffer.Slice(0, end).ToArray();
                reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            if (read.IsCompleted)
            {
                var rest = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return rest.Length > 0 ? rest : null;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private async ValueTask TakeAsync(byte[] line, CancellationToken cancellationToken)
    {
        if (line.AsSpan().Trim(" \t\r"u8).IsEmpty)
        {
            return;
        }

        var message = BridgeMessage.Read(line);
        if (message.Id is null || message.Method is null or "initialize")
        {
            // A notification comes before what follows it, and nothing goes before the session is open.
            await CarryAsync(line, message, cancellationToken);
            return;
        }

        await room.WaitAsync(cancellationToken);
        var carrying = CarryInRoomAsync(line, message);
        lock (underWay)
        {
            underWay.RemoveWhere(static task => task.IsCompleted);
            underWay.Add(carrying);
        }
    }

    private async Task CarryInRoomAsync(byte[] line, BridgeMessage message)
    {
        try
        {
            await CarryAsync(line, message, leaving.Token);
        }
        finally
        {
            room.Release();
        }
    }

    private async Task CarryAsync(byte[] line, BridgeMessage message, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(HttpMethod.Post, path, request => Prepare(request, line), cancellationToken);
            if (message.Method == "initialize")
            {
                Open(response);
            }

            await DeliverAsync(response, message, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
        {
            // Nothing was sent: no connection came about.
            exitCode = session is null ? ExitCode.Failure : exitCode;
            await FailAsync(message, "W4045", $"no Writ answers at `{socket}`", "start one with `writ up`, and the agent with `writ run`");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            await FailAsync(message, "W4046", "the connection to Writ broke; whether the call had its effect is unknown", "look before you repeat it");
        }
        catch (OperationCanceledException)
        {
            // The client has left.
        }
    }

    private void Open(HttpResponseMessage response)
    {
        if (response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            exitCode = ExitCode.Denied;
        }
        else if (response.Headers.TryGetValues(SessionHeader, out var ids))
        {
            exitCode = ExitCode.Ok;
            session = ids.First();
            listening = ListenAsync();
        }
    }

    private async Task DeliverAsync(HttpResponseMessage response, BridgeMessage message, CancellationToken cancellationToken)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type == "text/event-stream")
        {
            await PourAsync(response, cancellationToken);
        }
        else if (response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.NoContent)
        {
            // A notification has no answer.
        }
        else if (type == "application/json" && await response.Content.ReadAsByteArrayAsync(cancellationToken) is var body && BridgeMessage.Read(body) is var answer)
        {
            if (message.Id is not null && answer.Id is null)
            {
                // Writ could not tell the id for certain, but here it is known to which line it answers.
                await FailAsync(message, body);
            }
            else if (message.Id is null && answer.Id is null)
            {
                note($"writ: a message was refused: {Encoding.UTF8.GetString(body)}");
            }
            else
            {
                await WriteAsync(body);
            }
        }
        else
        {
            await FailAsync(message, "W4047", $"Writ answered {(int)response.StatusCode} without saying why", "look at its log");
        }
    }

    // The stream of what the server says of its own accord, for as long as the session lasts.
    private async Task ListenAsync()
    {
        try
        {
            using var response = await http.SendAsync(HttpMethod.Get, path, PrepareStream, leaving.Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                await PourAsync(response, leaving.Token);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The session ended, or Writ did: the next request says so.
        }
    }

    private async Task PourAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var events = SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken), static (_, data) => data.ToArray());
        await foreach (var item in events.EnumerateAsync(cancellationToken))
        {
            await WriteAsync(item.Data);
        }
    }

    private async Task LeaveAsync()
    {
        Task[] rest;
        lock (underWay)
        {
            rest = [.. underWay];
        }

        // What was asked is answered if it can be soon; a pipe of requests gets its answers.
        await Task.WhenAny(Task.WhenAll(rest), Task.Delay(Farewell, time, CancellationToken.None));
        await leaving.CancelAsync();
        await Task.WhenAll([.. rest, listening]);
        if (session is null)
        {
            return;
        }

        using var limit = new CancellationTokenSource(Farewell, time);
        try
        {
            using var response = await http.SendAsync(HttpMethod.Delete, path, PrepareStream, limit.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // Writ ends the session by itself.
        }
    }

    private void Prepare(HttpRequestMessage request, byte[] line)
    {
        request.Headers.Accept.ParseAdd("application/json");
        PrepareStream(request);
        request.Content = new ByteArrayContent(line) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    private void PrepareStream(HttpRequestMessage request)
    {
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (session is not null)
        {
            request.Headers.Add(SessionHeader, session);
        }
    }

    private async Task FailAsync(BridgeMessage message, string code, string text, string fix)
    {
        note($"writ: {code}: {text}: {fix}");
        if (message.Id is not null)
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteNumber("code", -32001);
                json.WriteString("message", $"writ: {text} ({code}); {fix}");
                json.WriteStartObject("data");
                json.WriteString("code", code);
                json.WriteString("reason", text);
                json.WriteString("fix", fix);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            await WriteErrorAsync(message.Id, Encoding.UTF8.GetString(buffer.WrittenSpan));
        }
    }

    private async Task FailAsync(BridgeMessage message, byte[] refusal)
    {
        using var document = JsonDocument.Parse(refusal);
        if (document.RootElement.TryGetProperty("error"u8, out var error))
        {
            await WriteErrorAsync(message.Id!, error.GetRawText());
        }
        else
        {
            await FailAsync(message, "W4047", "Writ answered what is no answer", "use the program of the version that is running");
        }
    }

    private Task WriteErrorAsync(string id, string error) => WriteAsync(Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":{id},\"error\":{error}}}"));

    // One line for each message, whole: answers come from many requests at once.
    private async Task WriteAsync(ReadOnlyMemory<byte> message)
    {
        var line = new byte[message.Length + 1];
        message.Span.CopyTo(line);
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        line[^1] = (byte)'\n';
        await writing.WaitAsync(CancellationToken.None);
        try
        {
            await output.WriteAsync(line, CancellationToken.None);
            await output.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // The client no longer reads; the end of the input follows.
        }
        finally
        {
            writing.Release();
        }
    }
}
