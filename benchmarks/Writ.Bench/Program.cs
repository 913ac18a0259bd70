using Writ.Bench;
using Writ.Bench.Load;
using Writ.Bench.Spine;
using Writ.Bench.Upstream;

try
{
    return args switch
    {
        ["load"] => LoadHost.Run(),
        ["upstream", var socket] => await EchoUpstream.RunAsync(socket),
        ["spine", var writ, .. var rest] when SpineOptions.Parse(writ, rest) is { } options => await new SpineBench(options).RunAsync(),
        ["commit", _] => await CommitBench.RunAsync(),
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
    Console.Error.WriteLine("usage: ./bench spine [--rounds N] [--without-writ] | ./bench commit");
    return 3;
}
