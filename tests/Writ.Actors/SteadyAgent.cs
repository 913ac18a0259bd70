using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Writ.Cli;
using Writ.Contracts;

namespace Writ.Actors;

/// <summary>
/// An agent that lives through the deaths of its Writ. It launches itself, then does what its input says: `open` takes up the task, `burst FROM COUNT` calls the tool once for
/// each number, eight at a time, and tells of each what came back: `ack`, `no` (with a code), or `lost` when the connection broke.
/// </summary>
internal static class SteadyAgent
{
    private const int AtATime = 8;

    public static async Task<int> RunAsync(string home)
    {
        var said = Console.Out;
        while (await Console.In.ReadLineAsync() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["open"]:
                    using (var control = new ControlClient(new Home(home)))
                    {
                        var request = new RunRequest("crash-agent", "count", ImmutableDictionary<string, string>.Empty, "count what happened");
                        var run = await control.PostAsync("/v1/runs", request, ContractsJson.Default.RunRequest, ContractsJson.Default.RunDocument, CancellationToken.None);
                        said.WriteLine($"opened {run.Task.Id}");
                    }

                    break;
                case ["burst", var from, var count]:
                    foreach (var told in await BurstAsync(home, int.Parse(from), int.Parse(count)))
                    {
                        said.WriteLine(told);
                    }

                    said.WriteLine("done");
                    break;
                default:
                    return 3;
            }
        }

        return 0;
    }

    private static async Task<IEnumerable<string>> BurstAsync(string home, int from, int count)
    {
        var told = new ConcurrentQueue<string>();
        using var http = Client(new Home(home).AgentSocket);
        string? session;
        try
        {
            using var opened = await PostAsync(http, null, """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"crash","version":"1"}}}""");
            session = opened.Headers.TryGetValues("Mcp-Session-Id", out var ids) ? ids.Single() : null;
            if (session is null)
            {
                return [$"no session {(int)opened.StatusCode} {await opened.Content.ReadAsStringAsync()}"];
            }
        }
        catch (HttpRequestException)
        {
            return ["lost session"];
        }

        await Parallel.ForEachAsync(Enumerable.Range(from, count), new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (number, ending) =>
        {
            try
            {
                using var answer = await PostAsync(http, session, Call(number));
                told.Enqueue(Tell(number, await answer.Content.ReadAsStringAsync(ending)));
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException)
            {
                told.Enqueue($"lost n{number}");
            }
        });
        return told;
    }

    private static string Call(int number) =>
        $"{{\"jsonrpc\":\"2.0\",\"id\":{number},\"method\":\"tools/call\",\"params\":{{\"name\":\"count\",\"arguments\":{{\"nonce\":\"n{number}\"}}}}}}";

    private static string Tell(int number, string body)
    {
        var json = body.Split('\n').LastOrDefault(static l => l.StartsWith("data:", StringComparison.Ordinal)) is { } data ? data[5..] : body;
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.TryGetProperty("result", out var result) && !(result.TryGetProperty("isError", out var failed) && failed.GetBoolean()))
        {
            return $"ack n{number}";
        }

        var code = json.IndexOf("\"W", StringComparison.Ordinal) is var at && at >= 0 ? json.Substring(at + 1, 5) : "?";
        return $"no n{number} {code}";
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string? session, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost/mcp/counter") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", "2025-11-25");
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        return http.SendAsync(request);
    }

    private static HttpClient Client(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        Timeout = TimeSpan.FromSeconds(20),
    };
}
