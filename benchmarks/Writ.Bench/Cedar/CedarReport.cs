using System.Globalization;

namespace Writ.Bench.Cedar;

/// <summary>The tables of a run, the figures made of them, and which targets are met.</summary>
internal sealed class CedarReport
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["writ"] = "Writ.Cedar",
        [Peers.WasmAll] = "cedar-wasm, 100 entities",
        [Peers.WasmSlice] = "cedar-wasm, sliced",
        [Peers.Rules] = "non-Cedar rules",
    };

    private readonly SortedDictionary<int, SizeResult> sizes = [];
    private SizeResult? worst;

    /// <summary>What is measured, and what is not.</summary>
    public static void Preface(int seed, double clock)
    {
        Console.Out.WriteLine($"""

            {GatewayWorkload.Requests:N0} distinct requests to a gateway in front of MCP servers, over 100 entities; seed {seed}. The engines take turns, round by round; medians over the rounds.
            Writ.Cedar     p50 of batches of 16 distinct calls in a row, divided by 16; p99 of single calls, the clock's own {clock:0} ns included; one thread; tiers of the compiler settled
            cedar-wasm     npm @cedar-policy/cedar-wasm 4.13.0 in Node: preparsePolicySet once, then statefulIsAuthorized, without a schema; single calls.
                           It reads the entities again on each call, so it is measured twice: with all 100 entities, and with only those that the request needs
                           (finding them is not counted). `times faster` is against the faster of the two. Native Cedar (Rust) was not measured.
            non-Cedar      npm @microsoft/agent-governance-sdk 4.0.0 in Node: PolicyEngine.evaluatePolicy, deny overrides; the nearest rules its language allows
                           (no `like`, no set of values, no comparison of two fields, no address ranges: such conditions are left out), so its answers differ from Cedar's.
            """);
    }

    public void Add(int size, SizeResult result) => sizes.Add(size, result);

    /// <summary>The case in which an index is of no use.</summary>
    public void AddWorst(SizeResult result) => worst = result;

    /// <summary>Prints tables and targets and adds the figures.</summary>
    public void Print(Figures figures, double coldLoad)
    {
        Console.Out.WriteLine();
        Console.Out.WriteLine("| policies | engine                   |   p50 µs |   p99 µs | B/decision |  load ms |   calls | answers like Writ.Cedar |");
        Console.Out.WriteLine("|---------:|--------------------------|---------:|---------:|-----------:|---------:|--------:|------------------------:|");
        foreach (var (size, result) in sizes)
        {
            foreach (var engine in result.Engines)
            {
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {size,8} | {Names[engine.Engine],-24} | {Number(engine.P50),8} | {Number(engine.P99),8} | {(engine.Allocated is { } bytes ? bytes.ToString("0.#", CultureInfo.InvariantCulture) : ""),10} | {Number(engine.Load),8} | {engine.Calls,7} | {engine.Agreement,22:P1} |"));
            }
        }

        Console.Out.WriteLine();
        foreach (var (size, result) in sizes)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{size} policies: {result.Allowed:P0} of the requests allowed; the scope of {result.Fitting:0.0} policies fits a request (at most {result.MostFitting}); Writ.Cedar allocates {result.FirstAllocated:0} B a decision on the first pass over a set just loaded; as rules, {result.LostInRules.Clauses} conditions and {result.LostInRules.Policies} policies cannot be said"));
        }

        if (worst is not null)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"without any scope, {worst.MostFitting} policies of which all fit every request: Writ.Cedar {Number(worst["writ"].P50)} µs (p99 {Number(worst["writ"].P99)}), cedar-wasm {Number(worst[Peers.WasmSlice].P50)}, non-Cedar rules {Number(worst[Peers.Rules].P50)}"));
            figures.Add("cedar.p50_us.all_fit", worst["writ"].P50, "us");
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load is that of a warm process, median; of {sizes.Keys.Max()} policies in a process just started: {coldLoad:0} ms"));
        Console.Out.WriteLine();
        AddFigures(figures, coldLoad);
    }

    private void AddFigures(Figures figures, double coldLoad)
    {
        foreach (var (size, result) in sizes)
        {
            var writ = result["writ"];
            var times = Math.Min(result[Peers.WasmAll].P50, result[Peers.WasmSlice].P50) / writ.P50;
            figures.Add($"cedar.p50_us.{size}", writ.P50, "us");
            figures.Add($"cedar.p99_us.{size}", writ.P99, "us");
            figures.Add($"cedar.alloc_bytes.{size}", writ.Allocated ?? 0, "B");
            figures.Add($"cedar.load_ms.{size}", writ.Load, "ms");
            figures.Add($"cedar.times_faster_than_wasm.{size}", times, "times");
            figures.Add($"cedar.times_faster_than_rules.{size}", result[Peers.Rules].P50 / writ.P50, "times");
            if (size != 1_000)
            {
                var most = size switch { 10 => 1, 100 => 2, _ => 4 };
                Target($"p50 at {size} policies", writ.P50, "µs", writ.P50 <= most, $"≤ {most}");
            }

            Target($"allocated at {size} policies", writ.Allocated ?? 0, "B", writ.Allocated == 0, "0");
            Target($"faster than cedar-wasm at {size} policies", times, "times", times >= 20, "≥ 20");
        }

        var growth = sizes[10_000]["writ"].P50 / sizes[100]["writ"].P50;
        Target("growth of the p50 from 100 to 10000 policies", growth, "times", growth < 2, "< 2");
        Target("10000 policies loaded", sizes[10_000]["writ"].Load, "ms", sizes[10_000]["writ"].Load < 500, "< 500");
        Target("10000 policies loaded, process just started", coldLoad, "ms", coldLoad < 500, "< 500");
        figures.Add("cedar.growth_100_to_10000", growth, "times");
        figures.Add("cedar.load_cold_ms.10000", coldLoad, "ms");
    }

    private static void Target(string what, double found, string unit, bool met, string target) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(met ? "met    " : "NOT MET")}  {what}: {Number(found)} {unit} (target {target})"));

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : value < 1000 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
