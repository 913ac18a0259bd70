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
/// </summary>
internal sealed class RevokeBench(string command, int rounds)
{
    private const double TargetP99 = 10;
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
        for (var round = 0; round < rounds; round++)
        {
            // All connections were answered with success again since the last round.
            await agent.LineAsync(RevokeLoad.Running, Limit);
            await Task.Delay(Random.Shared.Next(20, 60));
            var from = Stopwatch.GetTimestamp();
            await SendAsync(control, "contain");
            var answered = Stopwatch.GetTimestamp();
            await agent.SayAsync($"{from} {answered}");
            var line = await agent.LineAsync("{", Limit);
            all.Add(JsonSerializer.Deserialize<RevokeRound>(line)! with { Answered = Milliseconds(answered - from) });
            await SendAsync(control, "restore");
            await agent.SayAsync("go");
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

    private static int Report(List<RevokeRound> all, string loadBefore)
    {
        double Of(Func<RevokeRound, double> what, double share)
        {
            var sorted = all.Select(what).Order().ToArray();
            return sorted[Math.Min((int)(share * sorted.Length), sorted.Length - 1)];
        }

        var (p50, p99, most) = (Of(static r => r.Refused, 0.5), Of(static r => r.Refused, 0.99), Of(static r => r.Refused, 1));
        var late = all.Sum(static r => r.StartedLate);
        Console.Out.WriteLine(Machine.Describe(loadBefore));
        Console.Out.WriteLine();
        Console.Out.WriteLine($"{all.Count} times `contain agent`, with {RevokeLoad.Connections} connections of the agent calling without pause, {all.Average(static r => r.PerSecond):0} calls a second between; in milliseconds from the command's first byte");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  first refusal arrives      p50 {p50:0.00}, p99 {p99:0.00} (target ≤ {TargetP99}), max {most:0.00}"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  last call sent that passed p50 {Of(static r => r.LastSent, 0.5):0.00}, p99 {Of(static r => r.LastSent, 0.99):0.00}, max {Of(static r => r.LastSent, 1):0.00}"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  the command is answered    p50 {Of(static r => r.Answered, 0.5):0.00}, p99 {Of(static r => r.Answered, 0.99):0.00}, max {Of(static r => r.Answered, 1):0.00}"));
        Console.Out.WriteLine($"calls that passed although they were sent after the command was answered: {late} (must be none)");
        Console.Out.WriteLine();
        var figures = new Figures();
        figures.Add("revoke.p50_ms", p50, "ms");
        figures.Add("revoke.p99_ms", p99, "ms");
        figures.Add("revoke.max_ms", most, "ms");
        figures.Add("revoke.last_sent_p99_ms", Of(static r => r.LastSent, 0.99), "ms");
        figures.Add("revoke.answered_p99_ms", Of(static r => r.Answered, 0.99), "ms");
        figures.Add("revoke.calls_per_s", all.Average(static r => r.PerSecond), "calls/s");
        figures.Add("revoke.started_late", late, "calls");
        figures.Print();
        return late == 0 ? 0 : 1;
    }
}
