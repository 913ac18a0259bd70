using Writ.Bench;
using Writ.Bench.Cedar;
using Writ.Bench.Load;
using Writ.Bench.Mint;
using Writ.Bench.Revoke;
using Writ.Bench.Spine;
using Writ.Bench.Tasks;
using Writ.Bench.Upstream;

try
{
    return args switch
    {
        ["load"] => LoadHost.Run(),
        ["upstream", var socket] => await EchoUpstream.RunAsync(socket),
        ["spine", var writ, .. var rest] when SpineOptions.Parse(writ, rest) is { } options => await new SpineBench(options).RunAsync(),
        ["mint", var writ] => await new MintBench(writ).RunAsync(),
        ["mint-load", var issuer] => await MintLoad.RunAsync(issuer),
        ["revoke", var writ] => await new RevokeBench(writ, warming: 200, rounds: 300).RunAsync(),
        ["revoke-load", var socket] => await RevokeLoad.RunAsync(socket),
        ["tasks", _] => await new TasksBench(100_000).RunAsync(),
        ["tasks-restart", var folder, var task, var number] => await TasksBench.RestartAsync(folder, task, int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)),
        ["commit", _] => await CommitBench.RunAsync(),
        ["cedar", var writ, .. var rest] when CedarOptions.Parse(writ, rest) is { } options => await new CedarBench(options).RunAsync(),
        ["cedar-load", var seed] => CedarBench.RunColdLoad(seed),
        _ => Usage(),
    };
}
catch (BenchException exception)
{
    Console.Error.WriteLine($"bench: {exception.Message}");
    return 1;
}

static int Usage()
{
    Console.Error.WriteLine("usage: ./bench spine [--rounds N] [--without-writ] | ./bench commit | ./bench mint | ./bench revoke | ./bench tasks | ./bench cedar [gateway|oopsla] [--rounds N] [--seed N] [--full]");
    return 3;
}
