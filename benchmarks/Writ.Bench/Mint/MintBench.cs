using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Writ.Bench.Processes;
using Writ.Bench.Spine;

namespace Writ.Bench.Mint;

/// <summary>
/// Token exchange end to end, over the network with a JWT-SVID, a DPoP proof and a nonce, recorded durably; beside what its own signatures would cost alone, on the same
/// cores in the same run. Client and server share the cores.
/// </summary>
internal sealed class MintBench(string command)
{
    // The client signs the proof, the server the writ; the server verifies the assertion and the proof. The subject token was verified before and is remembered.
    private const int Signs = 2;
    private const int Verifies = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public async Task<int> RunAsync()
    {
        var loadBefore = Machine.Load();
        Machine.WarnWhenBusy(loadBefore, "what waits for the disk");
        var folder = Directory.CreateTempSubdirectory("writ-bench-").FullName;
        try
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0x1ED);
            var home = WritHome.Make(folder, command, 1);
            var (writ, _) = await home.UpAsync();
            await using var running = writ;
            await using var agent = home.RunInTask("mint-load", home.AgentUrl().TrimEnd('/'));
            var line = await agent.LineAsync("result", Limit);
            var result = JsonSerializer.Deserialize<MintResult>(line["result ".Length..]) ?? throw new BenchException("the client said nothing");
            Report(result, loadBefore, ProcFile.Mebibytes(writ.Id, "VmRSS"));
            return result.Errors == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Report(MintResult result, string loadBefore, double memory)
    {
        var (signs, verifies) = (Rate(sign: true), Rate(sign: false));
        var implied = 1 / ((Signs / signs) + (Verifies / verifies));
        var share = result.PerSecond / implied;
        Console.Out.WriteLine(Machine.Describe(loadBefore));
        Console.Out.WriteLine();
        Console.Out.WriteLine($"token exchange (RFC 8693) over loopback: JWT-SVID as assertion, DPoP proof with nonce, one durable commit; client and server on the same {Environment.ProcessorCount} cores");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  one at a time      p50 {result.P50:0.000} ms, p95 {result.P95:0.000} ms (target ≤ 15)"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  sixteen at a time  {result.PerSecond:0} a second"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  raw ES256, all cores: {signs:0} signs or {verifies:0} verifies a second; {Signs} signs and {Verifies} verifies an exchange imply {implied:0} a second; share {share:0.00} (target ≥ 0.30)"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"X.509-SVIDs from the Workload API, a new key and a durable commit each: {result.SvidsPerSecond:0} a second"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"requests verified and admitted at the tools zone, nothing upstream: {result.DpopVerified:0} a second with a proof each, spent durably; {result.MtlsVerified:0} over mutual TLS"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"full TLS handshakes with a client certificate, each with one small request: {result.Handshakes:0} a second"));
        Console.Out.WriteLine();
        var figures = new Figures();
        figures.Add("mint.p50_ms", result.P50, "ms");
        figures.Add("mint.p95_ms", result.P95, "ms");
        figures.Add("mint.rate", result.PerSecond, "exchanges/s");
        figures.Add("mint.share_of_sign_limit", share, "of the rate its signs and verifies imply");
        figures.Add("mint.raw_signs", signs, "signs/s");
        figures.Add("mint.raw_verifies", verifies, "verifies/s");
        figures.Add("mint.svids", result.SvidsPerSecond, "svids/s");
        figures.Add("mint.dpop_verified_per_s", result.DpopVerified, "requests/s");
        figures.Add("mint.mtls_verified_per_s", result.MtlsVerified, "requests/s");
        figures.Add("mint.handshakes_per_s", result.Handshakes, "handshakes/s");
        figures.Add("mint.rss_mb", memory, "MB");
        figures.Add("mint.errors", result.Errors, "errors");
        figures.Print();
    }

    // Each core with a key of its own, as fast as it goes.
    private static double Rate(bool sign)
    {
        var counts = new long[Environment.ProcessorCount];
        var time = TimeSpan.FromSeconds(2);
        Parallel.For(0, counts.Length, new ParallelOptions { MaxDegreeOfParallelism = counts.Length }, core =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var data = RandomNumberGenerator.GetBytes(500);
            var signature = key.SignData(data, HashAlgorithmName.SHA256);
            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < time; counts[core]++)
            {
                _ = sign ? key.SignData(data, HashAlgorithmName.SHA256).Length > 0 : key.VerifyData(data, signature, HashAlgorithmName.SHA256);
            }
        });
        return counts.Sum() / time.TotalSeconds;
    }
}
