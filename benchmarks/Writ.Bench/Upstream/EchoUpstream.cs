using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Writ.Bench.Upstream;

/// <summary>
/// The bare MCP server that everything is measured in front of: Kestrel, streamable HTTP, plain JSON, no session, one tool whose result is built beforehand.
/// It listens on a free loopback port and on a Unix socket, until its standard input ends.
/// </summary>
internal static class EchoUpstream
{
    private static readonly byte[] Initialized = """{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"echo","version":"1"}}"""u8.ToArray();
    private static readonly byte[] Tools = """{"tools":[{"name":"echo","description":"answers a fixed text","inputSchema":{"type":"object","properties":{"path":{"type":"string"},"text":{"type":"string"}},"required":["path","text"],"additionalProperties":false}}]}"""u8.ToArray();
    private static readonly byte[] Called = [.. "{\"content\":[{\"type\":\"text\",\"text\":\""u8, .. Encoding.ASCII.GetBytes(new string('y', 1024)), .. "\"}]}"u8];

    public static async Task<int> RunAsync(string socket)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.ListenUnixSocket(socket);
            options.AddServerHeader = false;
        });
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(static a => a.StartsWith("http://", StringComparison.Ordinal) && !a.Contains("unix", StringComparison.Ordinal));
        await Console.Out.WriteLineAsync($"ready {new Uri(address).Port}");
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Nothing is said to it; its end is what counts.
        }

        await app.StopAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        var read = await reader.ReadAsync(context.RequestAborted);
        while (!read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAsync(context.RequestAborted);
        }

        var answer = Answer(read.Buffer);
        reader.AdvanceTo(read.Buffer.End);
        if (answer.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.ContentLength = 0;
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer, context.RequestAborted);
    }

    private static byte[] Answer(ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        byte[]? result = null;
        byte[] id = [];
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue;
            }

            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                byte[] raw = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan.ToArray();
                id = reader.TokenType == JsonTokenType.String ? [(byte)'"', .. raw, (byte)'"'] : raw;
            }
            else if (reader.ValueTextEquals("method"u8))
            {
                reader.Read();
                result = reader.ValueTextEquals("tools/call"u8) ? Called : reader.ValueTextEquals("tools/list"u8) ? Tools : reader.ValueTextEquals("initialize"u8) ? Initialized : null;
            }
            else
            {
                reader.Read();
                reader.TrySkip();
            }
        }

        return id.Length == 0 ? []
            : result is null ? [.. "{\"jsonrpc\":\"2.0\",\"id\":"u8, .. id, .. ",\"error\":{\"code\":-32601,\"message\":\"no such method\"}}"u8]
            : [.. "{\"jsonrpc\":\"2.0\",\"id\":"u8, .. id, .. ",\"result\":"u8, .. result, .. "}"u8];
    }
}
