using System.Text.Json;
using Writ.Bench.Processes;

namespace Writ.Bench.Cedar;

/// <summary>The engines that run in Node, in one process of theirs: told what to do line by line, they time themselves.</summary>
internal sealed class Peers(Child node) : IAsyncDisposable
{
    public const string WasmAll = "wasm-all";
    public const string WasmSlice = "wasm-slice";
    public const string Rules = "rules";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Starts Node.</summary>
    public static Peers Start(string folder) => new(Child.Start("node", [Path.Combine(folder, "peers.mjs")], endsWithInput: true));

    /// <summary>Hands a workload over.</summary>
    public async Task OpenAsync(GatewayWorkload workload)
    {
        var file = Path.GetTempFileName();
        try
        {
            workload.WriteForPeers(file);
            await TellAsync(new { command = "open", file });
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>From the policies' text to the first decision.</summary>
    public async Task<TimeSpan> LoadAsync(string engine) => TimeSpan.FromMicroseconds((await TellAsync(new { command = "load", engine })).GetDouble() / 1000);

    /// <summary>What strict validation says of every policy; nothing when all is well.</summary>
    public async Task<string[]> ValidateAsync() => (await TellAsync(new { command = "validate" })).Deserialize<string[]>()!;

    /// <summary>What an engine answers to the first requests.</summary>
    public async Task<Answer[]> AnswersAsync(string engine, int count) =>
        [.. (await TellAsync(new { command = "answers", engine, count })).EnumerateArray().Select(static a => new Answer(a[0].GetString() == "allow", a[1].Deserialize<string[]>()!, a[2].Deserialize<string[]>()!))];

    /// <summary>Decides in this order for a while; answers what each call took, in nanoseconds.</summary>
    public async Task<long[]> RunAsync(string engine, int[] order, int milliseconds, int least) =>
        (await TellAsync(new { command = "run", engine, order, milliseconds, least })).Deserialize<long[]>()!;

    public ValueTask DisposeAsync() => node.DisposeAsync();

    private async Task<JsonElement> TellAsync(object command)
    {
        await node.SayAsync(JsonSerializer.Serialize(command));
        var answer = JsonDocument.Parse(await node.LineAsync("{", Patience)).RootElement;
        return answer.TryGetProperty("error", out var error) ? throw new BenchException($"node: {error.GetString()}") : answer.GetProperty("value");
    }
}
