using Writ.Bench.Load;

namespace Writ.Bench.Tests.Load;

public sealed class LoadRunTests
{
    private const string Fine = """{"content":[]}""";

    [Fact]
    public async Task Run_OpenLoopServerStalls_EveryCallThatWaitedIsCharged()
    {
        var stall = TimeSpan.FromMilliseconds(400);
        await using var server = await ScriptedServer.StartAsync(async (call, _) =>
        {
            if (call == 20)
            {
                await Task.Delay(stall, TimeProvider.System);
            }

            return Fine;
        });

        // One connection, 500 calls a second for 1 s: about 200 calls fall due while one is held, and waited up to 400 ms.
        var result = await Task.Run(() => LoadRun.Run(new LoadJob { Url = server.Url, Connections = 1, Rate = 500, WarmMilliseconds = 0, MeasureMilliseconds = 1000 }));

        Assert.Equal((0, 500, 500), (result.Errors, result.Sent, result.Counted));
        // A histogram bucket is a few per cent wide.
        Assert.InRange(result.Max, 0.95 * stall.TotalMicroseconds, double.MaxValue);
        Assert.InRange(result.P90, stall.TotalMicroseconds / 2, result.Max);
    }

    [Fact]
    public async Task Run_ClosedLoop_EachConnectionHasItsSessionAndCallsUntilTheEnd()
    {
        await using var server = await ScriptedServer.StartAsync(static (_, _) => Task.FromResult(Fine));

        var result = await Task.Run(() => LoadRun.Run(new LoadJob { Url = server.Url, Connections = 3, WarmMilliseconds = 100, MeasureMilliseconds = 300 }));

        Assert.Equal(0, result.Errors);
        Assert.InRange(result.Counted, 3, result.Sent - 1);
        Assert.Equal(result.Sent, server.Sessions.Count);
        Assert.Equal(3, server.Sessions.Distinct().Count());
    }

    [Fact]
    public async Task Run_EveryCallRefused_NothingIsCountedAndTheRefusalIsTold()
    {
        await using var server = await ScriptedServer.StartAsync(static (_, _) => Task.FromResult("""{"isError":true,"content":[{"type":"text","text":"W3103"}]}"""));

        var result = await Task.Run(() => LoadRun.Run(new LoadJob { Url = server.Url, Connections = 2, WarmMilliseconds = 0, MeasureMilliseconds = 200 }));

        Assert.Equal(0, result.Counted);
        Assert.Equal(result.Sent, result.Errors);
        Assert.Contains("W3103", result.FirstError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ConnectionsCut_EndsAndCountsEachCut()
    {
        await using var server = await ScriptedServer.StartAsync(static (_, context) =>
        {
            context.Abort();
            return Task.FromResult(Fine);
        });

        var result = await Task.Run(() => LoadRun.Run(new LoadJob { Url = server.Url, Connections = 2, WarmMilliseconds = 0, MeasureMilliseconds = 60_000 }));

        Assert.Equal((2, 0), (result.Errors, result.Counted));
    }
}
