using System.Globalization;
using Writ.Bench.Processes;

namespace Writ.Bench.Cedar;

/// <summary>
/// Writ.Cedar beside cedar-wasm and the rule engine of an agent-governance kit: the same policies, entities and requests, measured in turns in one run,
/// and refused as a benchmark when the two Cedar engines differ in one answer.
/// </summary>
internal sealed class CedarBench(CedarOptions options)
{
    private const int WorstSize = 100;
    private const int RuleAnswers = 100;
    private const int SliceAnswers = 256;
    private const int LargestValidated = 1_000;

    private static readonly int[] Sizes = [10, 100, 1_000, 10_000];
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(250);

    private readonly Figures figures = new();
    private readonly CedarReport report = new();

    /// <summary>Runs everything; zero when the engines agree.</summary>
    public async Task<int> RunAsync()
    {
        var load = Machine.Load();
        Machine.WarnWhenBusy(load, "the 99th percentiles");
        Console.Out.WriteLine(Machine.Describe(load));
        if (options.Only is null or "gateway")
        {
            CedarReport.Preface(options.Seed, Timing.OfTheClock());
            await using (var peers = Peers.Start(Path.Combine(options.Root, "benchmarks", "node")))
            {
                foreach (var size in Sizes)
                {
                    report.Add(size, await MeasureAsync(new GatewayWorkload(size, options.Seed), peers));
                }

                report.AddWorst(await MeasureAsync(new GatewayWorkload(WorstSize, options.Seed, everyScopeFits: true), peers));
            }

            report.Print(figures, await ColdLoadAsync());
        }

        if (options.Only is null or "oopsla")
        {
            await new PaperBench(options).RunAsync(figures);
        }

        Console.Out.WriteLine();
        figures.Print();
        return 0;
    }

    /// <summary>The first load of the largest set in a process of its own, nothing compiled beforehand; in milliseconds.</summary>
    public static int RunColdLoad(string seed)
    {
        var engine = WritEngine.Open(new GatewayWorkload(Sizes[^1], int.Parse(seed, CultureInfo.InvariantCulture)));
        Console.Out.WriteLine($"loaded {engine.FirstLoad.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)}");
        return 0;
    }

    private async Task<SizeResult> MeasureAsync(GatewayWorkload workload, Peers peers)
    {
        var size = workload.Count;
        var writ = WritEngine.Open(workload);
        await peers.OpenAsync(workload);

        // Loads first: they leave the peers with the set in memory.
        var loads = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (var times = 0; times < options.Rounds; times++)
        {
            Times(loads, "writ").Add(writ.Load(workload).TotalMilliseconds);
            Times(loads, Peers.WasmAll).Add((await peers.LoadAsync(Peers.WasmAll)).TotalMilliseconds);
            Times(loads, Peers.Rules).Add((await peers.LoadAsync(Peers.Rules)).TotalMilliseconds);
        }

        loads[Peers.WasmSlice] = loads[Peers.WasmAll];
        if (size <= LargestValidated && await peers.ValidateAsync() is { Length: > 0 } wrong)
        {
            throw new BenchException($"the policies of the workload are not valid: {wrong[0]}");
        }

        var expected = Enumerable.Range(0, writ.Count).Select(writ.Answer).ToArray();
        var agreement = new Dictionary<string, double>(StringComparer.Ordinal) { ["writ"] = 1 };
        foreach (var (engine, count) in ((string, int)[])[(Peers.WasmAll, writ.Count), (Peers.WasmSlice, SliceAnswers), (Peers.Rules, RuleAnswers)])
        {
            var answers = await peers.AnswersAsync(engine, count);
            agreement[engine] = (double)answers.Zip(expected).Count(pair => pair.First.Allowed == pair.Second.Allowed) / count;
            if (engine != Peers.Rules)
            {
                RequireAlike(size, expected, answers);
            }
        }

        var fresh = WritEngine.Open(workload);
        var firstAllocated = Timing.Allocated(Order(fresh.Count, 0), request => fresh.Decide(request));
        var measured = await RoundsAsync(writ, peers, size);
        return new SizeResult(
            [.. measured.Select(pair => new EngineResult(
                pair.Key,
                Median.Of(pair.Value.Select(static round => round.P50)),
                Median.Of(pair.Value.Select(static round => round.P99)),
                Median.Of(loads[pair.Key]),
                pair.Value.Sum(static round => round.Calls),
                pair.Key == "writ" ? Timing.Allocated(Order(writ.Count, 0), request => writ.Decide(request)) : null,
                agreement[pair.Key]))],
            (double)expected.Count(static answer => answer.Allowed) / expected.Length,
            Enumerable.Range(0, writ.Count).Average(writ.Fitting),
            Enumerable.Range(0, writ.Count).Max(writ.Fitting),
            workload.LostInRules,
            firstAllocated);
    }

    private async Task<Dictionary<string, List<Round>>> RoundsAsync(WritEngine writ, Peers peers, int size)
    {
        var rounds = new Dictionary<string, List<Round>>(StringComparer.Ordinal);
        void Decide(int request) => writ.Decide(request);
        await Timing.WarmAsync(Order(writ.Count, 0), Decide, TimeSpan.FromMilliseconds(size == Sizes[0] ? 1500 : 600));
        var least = size >= Sizes[^1] ? 24 : 200;
        foreach (var engine in (string[])[Peers.WasmAll, Peers.WasmSlice, Peers.Rules])
        {
            await peers.RunAsync(engine, Order(writ.Count, 0), 300, least: 10);
        }

        for (var round = 1; round <= options.Rounds; round++)
        {
            var order = Order(writ.Count, round);
            var p50 = Timing.Batches(order, Decide, Slice);
            var singles = Timing.Singles(order, Decide, Slice);
            Times(rounds, "writ").Add(new Round(p50 / 1000, singles.Quantile(0.99) / 1000, singles.Count));
            foreach (var engine in (string[])[Peers.WasmAll, Peers.WasmSlice, Peers.Rules])
            {
                var times = (await peers.RunAsync(engine, order, 400, least)).Order().ToArray();
                Times(rounds, engine).Add(new Round(times[times.Length / 2] / 1000.0, times[(int)(times.Length * 0.99)] / 1000.0, times.Length));
            }
        }

        return rounds;
    }

    private async Task<double> ColdLoadAsync()
    {
        var took = new List<double>();
        for (var times = 0; times < 3; times++)
        {
            await using var child = Child.StartSelf("cedar-load", options.Seed.ToString(CultureInfo.InvariantCulture));
            took.Add(double.Parse((await child.LineAsync("loaded", TimeSpan.FromSeconds(60))).Split(' ')[1], CultureInfo.InvariantCulture));
        }

        return Median.Of(took);
    }

    private static void RequireAlike(int size, Answer[] expected, Answer[] answers)
    {
        for (var request = 0; request < answers.Length; request++)
        {
            if (answers[request].ToString() != expected[request].ToString())
            {
                throw new BenchException($"{size} policies, request {request}: Writ.Cedar answers {expected[request]}, cedar-wasm {answers[request]}");
            }
        }
    }

    private int[] Order(int count, int round)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(options.Seed + round).Shuffle(order);
        return order;
    }

    private static List<T> Times<T>(Dictionary<string, List<T>> lists, string engine)
    {
        if (!lists.TryGetValue(engine, out var list))
        {
            lists.Add(engine, list = []);
        }

        return list;
    }

    /// <summary>One engine in one round: microseconds, and how many calls were timed one by one.</summary>
    private sealed record Round(double P50, double P99, long Calls);
}
