using System.Text.Json;
using Writ.Bench.Load;
using Writ.Bench.Processes;

namespace Writ.Bench.Spine;

/// <summary>The load generator, in a process of its own.</summary>
internal sealed class Generator(Child process) : IAsyncDisposable
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(60);

    public Task ReadyAsync() => process.LineAsync(LoadHost.Ready, Slack);

    /// <summary>Runs one job.</summary>
    public async Task<LoadResult> RunAsync(LoadJob job)
    {
        await process.SayAsync(JsonSerializer.Serialize(job, LoadJson.Default.LoadJob));
        var line = await process.LineAsync("{", Slack);
        return JsonSerializer.Deserialize(line, LoadJson.Default.LoadResult)!;
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
