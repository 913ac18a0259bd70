using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Writ.Bench.Revoke;

/// <summary>
/// An agent that calls a tool on sixteen connections without pause, and goes on when it is refused: it opens a new session as soon as it may. It is told when it was revoked,
/// says what it saw of that, and says when all of its connections are served again. Runs inside `writ run`.
/// </summary>
internal sealed class RevokeLoad : IDisposable
{
    public const int Connections = 16;
    public const string Running = "running";

    private const string Initialize = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}""";
    private const string Initialized = """{"jsonrpc":"2.0","method":"notifications/initialized"}""";
    private const string Call = """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","arguments":{"path":"customers/acme/cases/42/notes.txt","text":"x"}}}""";
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient http;
    private readonly Lock gate = new();
    private readonly List<Seen> seen = [];
    private readonly bool[] served = new bool[Connections];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long began;

    private RevokeLoad(string socket) => http = new HttpClient(UnixHandler.Of(socket)) { BaseAddress = new Uri("http://localhost") };

    private readonly record struct Seen(int Connection, long Sent, long Done, bool Passed);

    /// <summary>Calls until the input ends.</summary>
    public static async Task<int> RunAsync(string socket)
    {
        using var load = new RevokeLoad(socket);
        using var ended = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Connections).Select(connection => load.WorkAsync(connection, ended.Token)).ToArray();
        for (var goesOn = true; goesOn;)
        {
            await load.UntilAsync(() => load.served.All(static s => s));
            Console.Out.WriteLine(Running);
            goesOn = await load.RoundAsync();
        }

        await ended.CancelAsync();
        await Task.WhenAll(workers);
        return 0;
    }

    public void Dispose() => http.Dispose();

    // One revocation: told that it was, says what it saw, waits until it is told to go on.
    private async Task<bool> RoundAsync()
    {
        if (await Console.In.ReadLineAsync() is not { } line)
        {
            return false;
        }

        var told = line.Split(' ').Select(static t => long.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        var (from, answered) = (told[0], told[1]);

        // Each connection has been refused on what it sent after the command was answered, so nothing more can pass.
        await UntilAsync(() => Enumerable.Range(0, Connections).All(c => seen.Exists(s => s.Connection == c && !s.Passed && s.Sent > answered)));
        lock (gate)
        {
            var passed = seen.Where(static s => s.Passed).ToList();
            Console.Out.WriteLine(JsonSerializer.Serialize(new RevokeRound(
                Milliseconds(seen.Where(s => !s.Passed && s.Done > from).Min(static s => s.Done) - from),
                Math.Max(0, Milliseconds(passed.Max(static s => s.Sent) - from)),
                passed.Count(s => s.Sent > answered),
                passed.Count(s => s.Done <= from) / ((double)(from - began) / Stopwatch.Frequency))));
        }

        if (await Console.In.ReadLineAsync() is null)
        {
            return false;
        }

        lock (gate)
        {
            seen.Clear();
            Array.Clear(served);
            began = Stopwatch.GetTimestamp();
        }

        return true;
    }

    private async Task WorkAsync(int connection, CancellationToken ended)
    {
        string? session = null;
        while (!ended.IsCancellationRequested)
        {
            var sent = Stopwatch.GetTimestamp();
            var passed = false;
            if (session is null)
            {
                session = await OpenAsync();
                passed = session is not null;
            }
            else
            {
                passed = await CallAsync(session);
                session = passed ? session : null;
            }

            Note(new Seen(connection, sent, Stopwatch.GetTimestamp(), passed));
        }
    }

    private async Task<string?> OpenAsync()
    {
        var (ok, text, session) = await SendAsync(Initialize, null);
        return ok && text.Contains("\"result\"", StringComparison.Ordinal) && (await SendAsync(Initialized, session)).Ok ? session : null;
    }

    private async Task<bool> CallAsync(string session)
    {
        var (ok, text, _) = await SendAsync(Call, session);
        return ok && text.Contains("\"result\"", StringComparison.Ordinal) && !text.Contains("\"isError\":true", StringComparison.Ordinal);
    }

    private async Task<(bool Ok, string Text, string? Session)> SendAsync(string message, string? session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp/echo") { Content = new StringContent(message, Json) };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", "2025-11-25");
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        try
        {
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            return (answer.IsSuccessStatusCode, text, answer.Headers.TryGetValues("Mcp-Session-Id", out var given) ? given.First() : session);
        }
        catch (HttpRequestException)
        {
            // Cut.
            return (false, "", null);
        }
    }

    private void Note(Seen call)
    {
        TaskCompletionSource before;
        lock (gate)
        {
            seen.Add(call);
            served[call.Connection] |= call.Passed;
            began = began == 0 ? call.Sent : began;
            (before, changed) = (changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        before.TrySetResult();
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (holds())
                {
                    return;
                }

                next = changed.Task;
            }

            await next;
        }
    }

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;
}
