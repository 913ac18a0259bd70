using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Writ.Client;

namespace Writ.Actors;

/// <summary>An agent on `Writ.Client`: does what agents do, and what they may not, and tells what came of it as one JSON object.</summary>
internal static class ClientAgent
{
    private const string Initialize = """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    public static async Task<int> RunAsync(Binding binding)
    {
        await using var client = await WritClient.ConnectAsync(new WritClientOptions { Binding = binding });
        var task = await client.TakeUpTaskAsync();
        using var http = new HttpClient(task.CreateHandler());
        var session = (await SendAsync(http, task, null, Initialize)).Session;
        var seen = new JsonObject
        {
            ["task"] = task.Id,
            ["audience"] = task.Audience.AbsoluteUri,
            ["allowed"] = await SaidAsync(http, task, session, "hello"),
            ["denied"] = await SaidAsync(http, task, session, "denied, please"),
            ["many"] = (await Task.WhenAll(Enumerable.Range(0, 20).Select(i => SaidAsync(http, task, session, $"n{i}")))).Distinct().Count(),
            ["elsewhere"] = await CodeAsync(() => http.GetAsync(new Uri("http://127.0.0.1:1/mcp/probe"))),
            ["options"] = await CodeAsync(async () => await WritClient.ConnectAsync(new WritClientOptions { Binding = binding, Patience = TimeSpan.Zero })),
        };
        if (binding == Binding.Key)
        {
            await TakeBackAsync(client, seen);
        }

        await task.CompleteAsync();
        seen["completed"] = await CodeAsync(() => http.GetAsync(task.UrlOf("probe")));
        seen["again"] = await CodeAsync(async () => await client.TakeUpTaskAsync());
        Console.WriteLine(seen.ToJsonString());
        return 0;
    }

    /// <summary>Opens a task of its own beside the one that it was launched for, and narrows it.</summary>
    public static async Task<int> OpenAsync(Binding binding)
    {
        await using var writ = await WritClient.ConnectAsync(new WritClientOptions { Binding = binding });
        var task = await writ.OpenTaskAsync(new TaskRequest { Intent = "work", Goal = "echo", Actions = ["probe/echo", "probe/note"], Lifetime = TimeSpan.FromMinutes(5) });
        var once = await task.NarrowAsync(new TaskRequest { Intent = "work", Actions = ["probe/echo"], Uses = 1 });
        using var http = new HttpClient(task.CreateHandler());
        using var less = new HttpClient(once.CreateHandler());
        var session = (await SendAsync(http, task, null, Initialize)).Session;
        var seen = new JsonObject
        {
            ["another"] = task.Id != Environment.GetEnvironmentVariable("WRIT_TASK"),
            ["same"] = once.Id == task.Id,
            ["granted"] = task.Granted,
            ["allowed"] = await SaidAsync(http, task, session, "hello"),
            ["outside"] = await SaidAsync(http, task, session, "hello", "shout"),
            ["narrow"] = await SaidAsync(less, once, session, "once", "note"),
            ["first"] = await SaidAsync(less, once, session, "once"),
            ["second"] = await SaidAsync(less, once, session, "twice"),
            ["still"] = await SaidAsync(http, task, session, "still"),
            ["closed"] = await CodeAsync(async () => await writ.OpenTaskAsync(new TaskRequest { Intent = "closed" })),
            ["wider"] = await CodeAsync(async () => await task.NarrowAsync(new TaskRequest { Intent = "work", Actions = ["probe/shout"] })),
            ["unnamed"] = binding == Binding.Key ? await CodeAsync(async () => await writ.TakeUpTaskAsync()) : "",
        };
        await task.CompleteAsync();

        // The launched one is the only one again.
        seen["launched"] = (await writ.TakeUpTaskAsync()).Id == Environment.GetEnvironmentVariable("WRIT_TASK");
        Console.WriteLine(seen.ToJsonString());
        return 0;
    }

    /// <summary>Offers a part of its task, and lives until it is told to end.</summary>
    public static async Task<int> OfferAsync(Binding binding)
    {
        await using var writ = await WritClient.ConnectAsync(new WritClientOptions { Binding = binding });
        var task = await writ.TakeUpTaskAsync();
        string offer = await task.DelegateAsync("helper", new TaskRequest { Intent = "assist", Actions = ["probe/echo"], Lifetime = TimeSpan.FromMinutes(2) });
        Console.WriteLine(offer);
        await Console.In.ReadLineAsync();
        return 0;
    }

    /// <summary>Takes an offer up, and does what it is for, and what it is not.</summary>
    public static async Task<int> TakeUpAsync(Binding binding, string offer)
    {
        await using var writ = await WritClient.ConnectAsync(new WritClientOptions { Binding = binding });
        // … in the other agent's process
        var below = await writ.TakeUpOfferAsync(offer);
        using var http = new HttpClient(below.CreateHandler());
        var session = (await SendAsync(http, below, null, Initialize)).Session;
        Console.WriteLine(new JsonObject
        {
            ["task"] = below.Id,
            ["allowed"] = await SaidAsync(http, below, session, "handed on"),
            ["outside"] = await SaidAsync(http, below, session, "not handed on", "note"),
            ["again"] = await CodeAsync(async () => await writ.TakeUpOfferAsync(offer)),
        }.ToJsonString());
        return 0;
    }

    // Another writ of the same task is taken back, and the first goes on.
    private static async Task TakeBackAsync(WritClient client, JsonObject seen)
    {
        var other = await client.TakeUpTaskAsync();
        using var http = new HttpClient(other.CreateHandler());
        seen["before"] = (await other.IntrospectAsync()).IsActive;
        await other.RevokeAsync();
        seen["revoked"] = await CodeAsync(() => http.GetAsync(other.UrlOf("probe")));
    }

    private static async Task<string> SaidAsync(HttpClient http, WritTask task, string? session, string text, string tool = "echo")
    {
        var call = new JsonObject
        {
            ["jsonrpc"] = "2.0", ["id"] = Guid.NewGuid().ToString(), ["method"] = "tools/call",
            ["params"] = new JsonObject { ["name"] = tool, ["arguments"] = new JsonObject { ["text"] = text } },
        };
        var (_, body) = await SendAsync(http, task, session, call.ToJsonString());
        if (WritDenial.TryRead(Encoding.UTF8.GetBytes(body), out var denial))
        {
            return $"{denial.Verdict} {denial.Code} {denial.Rule}: {denial.Reason}; {denial.Fix}";
        }

        using var answer = JsonDocument.Parse(body);
        return answer.RootElement.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()!;
    }

    private static async Task<(string? Session, string Body)> SendAsync(HttpClient http, WritTask task, string? session, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, task.UrlOf("probe")) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.OK
            ? (answer.Headers.TryGetValues("Mcp-Session-Id", out var ids) ? ids.Single() : null, text.Split('\n').LastOrDefault(static l => l.StartsWith("data:", StringComparison.Ordinal))?[5..] ?? text)
            : throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
    }

    private static async Task<string> CodeAsync(Func<Task> act)
    {
        try
        {
            await act();
            return "";
        }
        catch (WritException exception)
        {
            return exception.Code;
        }
    }
}
