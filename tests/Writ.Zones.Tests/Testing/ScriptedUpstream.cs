using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tests;

/// <summary>An upstream in memory: it answers by method, and remembers every byte that reached it.</summary>
public sealed class ScriptedUpstream : IUpstreamConnector
{
    private readonly ConcurrentQueue<string> received = [];
    private readonly ConcurrentQueue<string> refusals = [];

    /// <summary>Everything it received, in order.</summary>
    public string[] Received => [.. received];

    /// <summary>The errors by which its own requests were refused, in order.</summary>
    public string[] Refusals => [.. refusals];

    /// <summary>The tools it lists, as JSON, page by page.</summary>
    public List<string[]> Pages { get; } = [[Tool("read_text_file"), Tool("write_file")]];

    /// <summary>What happens while it is being opened.</summary>
    public Action? OnInitialize { get; set; }

    /// <summary>Whether there is always another page.</summary>
    public bool Endless { get; set; }

    /// <summary>What it answers to a call, given the raw id and the request; null answers with text.</summary>
    public Func<string, JsonElement, ValueTask<string>>? OnCall { get; set; }

    /// <summary>Why it cannot be opened; null when it can.</summary>
    public UpstreamException? Unreachable { get; set; }

    /// <summary>The sessions that were opened.</summary>
    public List<Session> Sessions { get; } = [];

    /// <summary>The calls of tools it received.</summary>
    public int Calls => Received.Count(static r => r.Contains("tools/call", StringComparison.Ordinal));

    /// <summary>A tool's definition.</summary>
    public static string Tool(string name, string description = "does it", string more = "") =>
        $$$"""{ "name":"{{{name}}}",  "description":"{{{description}}}", "inputSchema":{"type":"object"}{{{more}}} }""";

    /// <inheritdoc />
    public ValueTask<IUpstreamSession> OpenAsync(Authorized<SessionOpening> opening, Func<ReadOnlyMemory<byte>, ValueTask> inbound, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(opening);
        opening.Consume();
        if (Unreachable is not null)
        {
            throw Unreachable;
        }

        var session = new Session(this, inbound);
        Sessions.Add(session);
        return new(session);
    }

    /// <summary>One session.</summary>
    public sealed class Session(ScriptedUpstream owner, Func<ReadOnlyMemory<byte>, ValueTask> inbound) : IUpstreamSession
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <inheritdoc />
        public Task Ended => ended.Task;

        /// <summary>Says something of its own accord.</summary>
        public ValueTask SayAsync(string message) => inbound(Encoding.UTF8.GetBytes(message));

        /// <summary>Dies.</summary>
        public void Die() => ended.TrySetResult();

        /// <inheritdoc />
        public async ValueTask<ReadOnlyMemory<byte>> PerformAsync(Authorized<ActionRequest> action, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(action);
            var message = action.Consume().Message;
            var (id, request) = Take(message);
            var answer = owner.OnCall is { } call
                ? await call(id, request).AsTask().WaitAsync(cancellationToken)
                : $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{"content":[{"type":"text","text":"hello"}]}}""";
            return Encoding.UTF8.GetBytes(answer);
        }

        /// <inheritdoc />
        public ValueTask<ReadOnlyMemory<byte>?> ExchangeAsync(ProtocolMessage message, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(message);
            var (id, request) = Take(message.Bytes);
            return new(id.Length == 0 ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(Answer(id, request)));
        }

        /// <inheritdoc />
        public ValueTask RefuseAsync(ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> error, CancellationToken cancellationToken)
        {
            owner.refusals.Enqueue($"{Encoding.UTF8.GetString(id.Span)} {Encoding.UTF8.GetString(error.Span)}");
            return default;
        }

        /// <inheritdoc />
        public ValueTask DisposeAsync()
        {
            ended.TrySetResult();
            return default;
        }

        private (string Id, JsonElement Request) Take(ReadOnlyMemory<byte> message)
        {
            var text = Encoding.UTF8.GetString(message.Span);
            owner.received.Enqueue(text);
            var request = JsonDocument.Parse(text).RootElement;
            return (request.TryGetProperty("id", out var id) ? id.GetRawText() : "", request);
        }

        private string Answer(string id, JsonElement request)
        {
            switch (request.GetProperty("method").GetString())
            {
                case "initialize":
                    owner.OnInitialize?.Invoke();
                    return $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"scripted","version":"1"} } }""";
                case "tools/list":
                    var page = request.TryGetProperty("params", out var p) && p.TryGetProperty("cursor", out var cursor) ? int.Parse(cursor.GetString()!) : 0;
                    var next = owner.Endless || page + 1 < owner.Pages.Count ? $",\"nextCursor\":\"{page + 1}\"" : "";
                    return $$$"""{"jsonrpc":"2.0", "id":{{{id}}},"result":{"tools":[ {{{string.Join(" , ", owner.Pages[Math.Min(page, owner.Pages.Count - 1)])}}} ]{{{next}}}, "x-kept": 1.50}}""";
                default:
                    return $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{}}""";
            }
        }
    }
}
