using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Writ.Bench.Tests.Load;

/// <summary>An MCP server on a free loopback port that a test scripts: how the n-th tool call is answered.</summary>
internal sealed partial class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ScriptedServer(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single() + "/mcp";

    /// <summary>Each call's `Mcp-Session-Id`, in order.</summary>
    public List<string> Sessions { get; } = [];

    public static async Task<ScriptedServer> StartAsync(Func<int, HttpContext, Task<string>> call)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        var built = builder.Build();
        var server = new ScriptedServer(built);
        var (calls, sessions) = (0, 0);
        built.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            var id = Id().Match(body).Groups[1].Value;
            string result;
            if (body.Contains("tools/call", StringComparison.Ordinal))
            {
                lock (server.Sessions)
                {
                    server.Sessions.Add(context.Request.Headers["Mcp-Session-Id"].ToString());
                }

                result = await call(Interlocked.Increment(ref calls), context);
            }
            else if (id.Length == 0)
            {
                context.Response.StatusCode = body.Length > 0 ? StatusCodes.Status202Accepted : StatusCodes.Status204NoContent;
                return;
            }
            else
            {
                context.Response.Headers["Mcp-Session-Id"] = $"s{Interlocked.Increment(ref sessions)}";
                result = """{"protocolVersion":"2025-11-25","tools":[{"name":"echo"}]}""";
            }

            await context.Response.WriteAsync($$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}}}""", context.RequestAborted);
        });
        await built.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [GeneratedRegex("\"id\":([0-9]+)", RegexOptions.None, 1000)]
    private static partial Regex Id();
}
