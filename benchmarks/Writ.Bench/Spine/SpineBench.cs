using System.Globalization;
using Writ.Bench.Load;
using Writ.Bench.Processes;

namespace Writ.Bench.Spine;

/// <summary>What Writ adds to one MCP tool call with every control on, against the same call made directly and through nginx; all in one run, the legs taken in turns.</summary>
internal sealed class SpineBench(SpineOptions options)
{
    private const string Direct = "direct";
    private const string PlainNginx = "nginx";
    private const string PlainNginxTcp = "nginx, tcp";
    private const string Socket = "writ, socket";
    private const string Proof = "writ, dpop";

    private readonly List<Measurement> measurements = [];
    private readonly Figures figures = new();

    /// <summary>Runs everything; zero when every leg was measured without an error.</summary>
    public async Task<int> RunAsync()
    {
        var loadBefore = Machine.Load();
        Machine.WarnWhenBusy(loadBefore, "what waits for the disk");
        var folder = Directory.CreateTempSubdirectory("writ-bench-").FullName;
        try
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0x1ED);
            await MeasureAsync(folder);
            await MeasureCommitAsync(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Report.Print(measurements, loadBefore);
        AddComparisons();
        figures.Print();
        return measurements.Sum(static m => m.Result.Errors) == 0 ? 0 : 1;
    }

    private async Task MeasureAsync(string folder)
    {
        var socket = Path.Combine(folder, "echo.sock");
        await using var upstream = Child.StartSelf("upstream", socket);
        var port = int.Parse((await upstream.LineAsync("ready", TimeSpan.FromSeconds(20))).Split(' ')[1], CultureInfo.InvariantCulture);
        await using var nginx = await Nginx.StartAsync(folder, port);
        List<Leg> legs =
        [
            new(Direct, Job($"http://127.0.0.1:{port}/mcp", socket)),
            new(PlainNginx, Job($"http://127.0.0.1:{nginx.Port}/mcp", nginx.Socket)),
            new(PlainNginxTcp, Job($"http://127.0.0.1:{nginx.Port}/mcp", null)),
        ];
        if (options.WithoutWrit)
        {
            await using var alone = new Generator(Child.StartSelf("load"));
            await RoundsAsync(alone, legs);
            return;
        }

        var home = WritHome.Make(folder, options.Writ, port);
        await MeasureStartAsync(home);
        var (writ, _) = await home.UpAsync();
        await using var running = writ;
        await using var generator = new Generator(home.RunGenerator());
        legs.Add(new Leg(Socket, Job("http://localhost/mcp/echo", home.AgentSocket), writ.Id));
        legs.Add(new Leg(Proof, Job($"{home.AgentUrl()}/mcp/echo", null) with { Dpop = true, TokenSocket = home.AgentSocket }, writ.Id));
        await RoundsAsync(generator, legs);
        figures.Add("spine.rss_mb", ProcFile.Mebibytes(writ.Id, "VmRSS"), "MB");
        figures.Add("spine.rss_peak_mb", ProcFile.Mebibytes(writ.Id, "VmHWM"), "MB");
    }

    private static LoadJob Job(string url, string? socket) => new() { Url = url, Socket = socket, Connections = 1, WarmMilliseconds = 0, MeasureMilliseconds = 0 };

    // The first start makes keys and store, and is not what a user waits for every day.
    private async Task MeasureStartAsync(WritHome home)
    {
        var times = new List<double>();
        for (var i = 0; i < 1 + options.Starts; i++)
        {
            var (process, milliseconds) = await home.UpAsync();
            await process.DisposeAsync();
            if (i > 0)
            {
                times.Add(milliseconds);
            }
        }

        figures.Add("spine.start_ms", Median.Of(times), "ms");
    }

    private async Task MeasureCommitAsync(string folder)
    {
        await using var journal = await CommitBench.OpenAsync(folder);
        var (alone, _) = await journal.RunAsync(producers: 1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        var (_, perSecond) = await journal.RunAsync(producers: 16, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        figures.Add("spine.commit_p50_ms", alone, "ms");
        figures.Add("spine.commit_rate", perSecond, "commits/s");
    }

    private async Task RoundsAsync(Generator generator, List<Leg> legs)
    {
        await generator.ReadyAsync();
        foreach (var leg in legs)
        {
            await MeasureAsync(generator, leg, Shape.Warm);
        }

        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var leg in legs)
            {
                foreach (var shape in leg.Name == PlainNginxTcp ? [Shape.Wide] : (Shape[])[Shape.Open, Shape.Wide, Shape.Single])
                {
                    measurements.Add(await MeasureAsync(generator, leg, shape));
                }
            }

            Console.Error.WriteLine($"round {round} of {options.Rounds} done");
        }
    }

    private static async Task<Measurement> MeasureAsync(Generator generator, Leg leg, Shape shape)
    {
        var before = leg.Process is { } pid ? ProcFile.CpuMicroseconds(pid) : 0;
        var result = await generator.RunAsync(leg.Job with
        {
            Connections = shape.Connections,
            Rate = shape.Rate,
            WarmMilliseconds = shape.WarmMilliseconds,
            MeasureMilliseconds = shape.MeasureMilliseconds,
        });
        double? cpu = leg.Process is { } measured && result.Sent > 0 ? (ProcFile.CpuMicroseconds(measured) - before) / result.Sent : null;
        if (result.Errors > 0)
        {
            Console.Error.WriteLine($"{leg.Name}, {shape.Name}: {result.Errors} of {result.Sent} calls failed, first: {result.FirstError}");
        }

        return new Measurement(leg.Name, shape, result, cpu);
    }

    private void AddComparisons()
    {
        if (options.WithoutWrit)
        {
            return;
        }

        double Of(string leg, Shape shape, Func<LoadResult, double> value) => Median.Of(measurements.Where(m => m.Leg == leg && m.Shape == shape).Select(m => value(m.Result)));
        double Cpu(string leg) => Median.Of(measurements.Where(m => m.Leg == leg && m.Shape == Shape.Wide).Select(static m => m.Cpu ?? 0));
        double Added(string leg, Func<LoadResult, double> value) => (Of(leg, Shape.Open, value) - Of(Direct, Shape.Open, value)) / 1000;
        figures.Add("spine.added_p50_ms", Added(Socket, static r => r.P50), "ms");
        figures.Add("spine.added_p99_ms", Added(Socket, static r => r.P99), "ms");
        figures.Add("spine.added_dpop_p50_ms", Added(Proof, static r => r.P50), "ms");
        figures.Add("spine.added_dpop_p99_ms", Added(Proof, static r => r.P99), "ms");
        figures.Add("spine.rate", Of(Socket, Shape.Wide, static r => r.PerSecond), "calls/s");
        figures.Add("spine.rate_dpop", Of(Proof, Shape.Wide, static r => r.PerSecond), "calls/s");
        figures.Add("spine.share_of_nginx", Of(Socket, Shape.Wide, static r => r.PerSecond) / Of(PlainNginx, Shape.Wide, static r => r.PerSecond), "ratio");
        figures.Add("spine.share_of_nginx_dpop", Of(Proof, Shape.Wide, static r => r.PerSecond) / Of(PlainNginxTcp, Shape.Wide, static r => r.PerSecond), "ratio");
        figures.Add("spine.cpu_us", Cpu(Socket), "us");
        figures.Add("spine.cpu_dpop_us", Cpu(Proof), "us");
    }
}
