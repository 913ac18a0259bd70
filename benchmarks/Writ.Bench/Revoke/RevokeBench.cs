using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Writ.Bench.Processes;
using Writ.Bench.Spine;

namespace Writ.Bench.Revoke;

/// <summary>
/// How soon a revocation is felt: sixteen connections of one agent call a tool without pause, an operator contains the agent, and it is timed from the command's first byte.
/// Then it is restored, and all again. Agent, operator, Writ and the tool share the cores; all read one clock.
/// The calls run for a while before the first command, which is told by itself: an operator's first command meets a gateway that is warm, but for what a revocation alone runs.
/// Then come rounds that are not counted, until the compiler is done with that as well.
/// </summary>
internal sealed class RevokeBench(string command, int warming, int rounds)
{
    private const double TargetP99 = 10;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Runs it; zero when nothing started after a revocation was answered.</summary>
    public async Task<int> RunAsync()
    {
        var loadBefore = Machine.Load();
        Machine.WarnWhenBusy(loadBefore, "the slowest of all");
        var folder = Directory.CreateTempSubdirectory("writ-bench-").FullName;
        try
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0x1ED);
            await using var upstream = Child.StartSelf("upstream", Path.Combine(folder, "echo.sock"));
            var port = int.Parse((await upstream.LineAsync("ready", Limit)).Split(' ')[1], CultureInfo.InvariantCulture);
            var home = WritHome.Make(folder, command, port);
            var (writ, _) = await home.UpAsync();
            await using var running = writ;
            await using var agent = home.RunInTask("revoke-load", home.AgentSocket);
            using var control = new HttpClient(UnixHandler.Of(home.ControlSocket)) { BaseAddress = new Uri("http://localhost") };
            control.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", home.OperatorToken());
            return Report(await RoundsAsync(agent, control), loadBefore);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<List<RevokeRound>> RoundsAsync(Child agent, HttpClient control)
    {
        var all = new List<RevokeRound>();
        await agent.LineAsync(RevokeLoad.Running, Limit);

        // Asked for nothing, so that what the first command costs is Writ's, and not this client's first request.
        using (var none = await control.PostAsync("/none", null))
        {
            Debug.Assert(!none.IsSuccessStatusCode);
        }

        await Task.Delay(Warm);
        for (var round = 0; round < 1 + warming + rounds; round++)
        {
            await Task.Delay(Random.Shared.Next(20, 60));
            var from = Stopwatch.GetTimestamp();
            await SendAsync(control, "contain");
            var answered = Stopwatch.GetTimestamp();
            await agent.SayAsync($"{from} {answered}");
            var line = await agent.LineAsync("{", Limit);
            all.Add(JsonSerializer.Deserialize<RevokeRound>(line)! with { Answered = Milliseconds(answered - from) });
            await SendAsync(control, "restore");
            await agent.SayAsync("go");

            // All connections were answered with success again.
            await agent.LineAsync(RevokeLoad.Running, Limit);
        }

        return all;
    }

    private static async Task SendAsync(HttpClient control, string verb)
    {
        using var body = new StringContent("""{"kind":"agent","name":"bench"}""", Encoding.UTF8, "application/json");
        using var answer = await control.PostAsync($"/v1/{verb}", body);
        if (!answer.IsSuccessStatusCode)
        {
            throw new BenchException($"`{verb}` was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    private int Report(List<RevokeRound> rounds, string loadBefore)
    {
        var first = rounds[0];
        var all = rounds[(1 + warming)..];
        double Of(Func<RevokeRound, double> what, double share)
        {
            var sorted = all.Select(what).Order().ToArray();
            return sorted[Math.Min((int)(share * sorted.Length), sorted.Length - 1)];
        }

        var (p50, p99, most) = (Of(static r => r.Refused, 0.5), Of(static r => r.Refused, 0.99), Of(static r => r.Refused, 1));
        var late = rounds.Sum(static r => r.StartedLate);
        Console.Out.WriteLine(Machine.Describe(loadBefore));
        Console.Out.WriteLine();
        Console.Out.WriteLine($"{all.Count} times `contain agent`, with {RevokeLoad.Connections} connections of the agent calling without pause, {all.Average(static r => r.PerSecond):0} calls a second between; in milliseconds from the command's first byte");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  first refusal arrives      p50 {p50:0.00}, p99 {p99:0.00} (target ≤ {TargetP99}), max {most:0.00}"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  last call sent that passed p50 {Of(static r => r.LastSent, 0.5):0.00}, p99 {Of(static r => r.LastSent, 0.99):0.00}, max {Of(static r => r.LastSent, 1):0.00}"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  the command is answered    p50 {Of(static r => r.Answered, 0.5):0.00}, p99 {Of(static r => r.Answered, 0.99):0.00}, max {Of(static r => r.Answered, 1):0.00}"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the first command of all: refusal {first.Refused:0.0}, answer {first.Answered:0.0}; {warming} more before those that are counted"));
        Console.Out.WriteLine($"calls that passed although they were sent after the command was answered: {late} (must be none)");
        Console.Out.WriteLine();
        var figures = new Figures();
        figures.Add("revoke.p50_ms", p50, "ms");
        figures.Add("revoke.p99_ms", p99, "ms");
        figures.Add("revoke.max_ms", most, "ms");
        figures.Add("revoke.first_ms", first.Refused, "ms");
        figures.Add("revoke.last_sent_p99_ms", Of(static r => r.LastSent, 0.99), "ms");
        figures.Add("revoke.answered_p99_ms", Of(static r => r.Answered, 0.99), "ms");
        figures.Add("revoke.calls_per_s", all.Average(static r => r.PerSecond), "calls/s");
        figures.Add("revoke.started_late", late, "calls");
        figures.Print();
        return late == 0 ? 0 : 1;
    }
}
