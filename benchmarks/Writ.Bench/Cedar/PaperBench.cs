using System.Globalization;
using Writ.Bench.Load;
using Writ.Cedar.Authorization;

namespace Writ.Bench.Cedar;

/// <summary>The Cedar paper's three applications by its method: random stores, random requests about what is in them, only the decision timed.</summary>
internal sealed class PaperBench(CedarOptions options)
{
    private const int Requests = 500;
    private const int Shown = 5;
    private const int ShownToo = 50;

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(1);

    /// <summary>Others' medians at 5 and 50 entities of each type, and 99th percentile at 50: reference figures, of other machines.</summary>
    private static readonly (string Engine, double[] Drive, double[] Hub, double[] Todo)[] Others =
    [
        ("Cedar 4.10, Rust", [5.07, 5.84, 10.8], [10.73, 11.25, 20.5], [5.65, 5.76, 9.8]),
        ("SAPL 4.1, JVM", [0.23, 0.36, 1.9], [0.45, 0.66, 2.2], [0.22, 0.25, 1.6]),
        ("OPA 0.61", [27, 295, double.NaN], [91, 897, double.NaN], [31, 172, double.NaN]),
        ("OpenFGA, HTTP", [45, 139, double.NaN], [147, 417, double.NaN], [64, 115, double.NaN]),
    ];

    /// <summary>Runs the applications, or says that their policies are not there.</summary>
    public async Task RunAsync(Figures figures)
    {
        var data = Environment.GetEnvironmentVariable("WRIT_TEST_DATA") is { Length: > 0 } given ? given : Path.Combine(options.Root, "..", "shared", "data");
        var folder = Path.Combine(data, "cedar", "oopsla2024");
        Console.Out.WriteLine();
        if (!Directory.Exists(folder))
        {
            Console.Out.WriteLine("the Cedar paper's applications: skipped: no data (WRIT_TEST_DATA names its folder)");
            return;
        }

        var stores = options.Full ? 200 : 20;
        Console.Out.WriteLine($"the Cedar paper's applications (OOPSLA 2024): {stores} random stores × {Requests} requests, each decision timed for itself, the clock's own {Timing.OfTheClock():0} ns included; median and p99 in µs");
        Console.Out.WriteLine("| engine                  | gdrive n=5 | n=50 | p99, n=50 | github n=5 | n=50 | p99, n=50 | tinytodo n=5 | n=50 | p99, n=50 |");
        Console.Out.WriteLine("|-------------------------|-----------:|-----:|----------:|-----------:|-----:|----------:|-------------:|-----:|----------:|");
        double[][] found =
        [
            await MeasureAsync(PaperApplication.Read(folder, "gdrive", "policies.cedar", PaperEntities.Drive), stores, figures),
            await MeasureAsync(PaperApplication.Read(folder, "github", "policies.cedar", PaperEntities.Hub), stores, figures),
            await MeasureAsync(PaperApplication.Read(folder, "tinytodo", "tinytodo.cedar", PaperEntities.Todo), stores, figures),
        ];
        Line("Writ.Cedar, here", found[0], found[1], found[2]);
        foreach (var (engine, drive, hub, todo) in Others)
        {
            Line($"{engine} *", drive, hub, todo);
        }

        Console.Out.WriteLine("* another machine: an independent re-run on an i9-13900KS fixed at 4.0 GHz. The paper itself has medians of 4.0 to 11.0 µs for Cedar, and says that it is");
        Console.Out.WriteLine("  28.7, 34.4 and 35.2 times as fast as OpenFGA, and 60.4, 80.8 and 42.8 times as fast as Rego, on gdrive, github and tinytodo.");
    }

    private async Task<double[]> MeasureAsync(PaperApplication application, int stores, Figures figures)
    {
        var chance = new Random(options.Seed);
        var (store, warm) = application.Make(ShownToo, Requests, chance);
        await Timing.WarmAsync([.. Enumerable.Range(0, Requests)], request => Authorizer.Authorize(warm[request], application.Policies, store), Warming);
        var bySize = new SortedDictionary<int, LatencyHistogram>();
        foreach (var size in options.Full ? Enumerable.Range(1, 10).Select(static tenth => tenth * 5) : [Shown, ShownToo])
        {
            bySize.Add(size, Measure(application, size, stores, chance));
            figures.Add($"cedar.{application.Name}_p50_us.{size}", bySize[size].Quantile(0.5) / 1000, "us");
            figures.Add($"cedar.{application.Name}_p99_us.{size}", bySize[size].Quantile(0.99) / 1000, "us");
        }

        return [bySize[Shown].Quantile(0.5) / 1000, bySize[ShownToo].Quantile(0.5) / 1000, bySize[ShownToo].Quantile(0.99) / 1000];
    }

    private static LatencyHistogram Measure(PaperApplication application, int size, int stores, Random chance)
    {
        var took = new LatencyHistogram();
        var allowed = 0;
        for (var made = 0; made < stores; made++)
        {
            var (store, requests) = application.Make(size, Requests, chance);
            Timing.Once(took, requests.Length, request => allowed += Authorizer.Authorize(requests[request], application.Policies, store).Decision == CedarDecision.Allow ? 1 : 0);
        }

        return allowed == 0 ? throw new BenchException($"no request of {application.Name} was allowed") : took;
    }

    private static void Line(string engine, params ReadOnlySpan<double[]> applications)
    {
        static string Number(double value) => double.IsNaN(value) ? "" : value.ToString(value < 100 ? "0.00" : "0", CultureInfo.InvariantCulture);
        var (drive, hub, todo) = (applications[0], applications[1], applications[2]);
        Console.Out.WriteLine($"| {engine,-23} | {Number(drive[0]),10} | {Number(drive[1]),4} | {Number(drive[2]),9} | {Number(hub[0]),10} | {Number(hub[1]),4} | {Number(hub[2]),9} | {Number(todo[0]),12} | {Number(todo[1]),4} | {Number(todo[2]),9} |");
    }
}
