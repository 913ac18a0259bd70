using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Writ.Client;

// Who this process is, the kernel says; where Writ is, the environment that `writ run` set.
await using var writ = await WritClient.ConnectAsync();
var task = await writ.TakeUpTaskAsync();

// Requests through this handler carry the task's writ, and each a proof by this process's key. They go to Writ and to nowhere else.
using var http = new HttpClient(task.CreateHandler());
await using var transport = new HttpClientTransport(new HttpClientTransportOptions { Endpoint = task.UrlOf("files"), TransportMode = HttpTransportMode.StreamableHttp }, http);
await using var mcp = await McpClient.CreateAsync(transport);

var tools = await mcp.ListToolsAsync();
Console.WriteLine($"tools: {string.Join(", ", tools.Select(tool => tool.Name).Order())}");

foreach (var path in new[] { "customers/acme/cases/42/notes.txt", "customers/globex/cases/77/notes.txt" })
{
    var result = await mcp.CallToolAsync("read_text_file", new Dictionary<string, object?> { ["path"] = path });
    if (WritDenial.TryRead(JsonSerializer.SerializeToElement(result.Meta), out var denial))
    {
        Console.WriteLine($"denied: {denial.Reason} ({denial.Code}, {denial.Rule})");
        Console.WriteLine($"fix: {denial.Fix}");
    }
    else
    {
        Console.WriteLine($"read: {result.Content.OfType<TextContentBlock>().First().Text.Split('\n')[0]}");
    }
}

await task.CompleteAsync();
Console.WriteLine("done");
