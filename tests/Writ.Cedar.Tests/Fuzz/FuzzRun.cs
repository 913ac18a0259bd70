using System.Diagnostics;
using System.Globalization;

namespace Writ.Cedar.Tests.Fuzz;

/// <summary>Mutates seeds and hands each text to a reader, under watch: of exceptions, of the memory that it takes and that stays, and of an end.</summary>
internal sealed class FuzzRun(string kind, string[] seeds, string[] pieces)
{
    private const int Seed = 20260101;
    private const int LongestRepeat = 20_000;
    private const long KeptBytes = 8 << 20;
    private const long MostBytes = 64 << 20;

    private static readonly int Cases = Environment.GetEnvironmentVariable("WRIT_TEST_FULL") is "1" ? 1_000_000 : 10_000;

    // Not how long a text may take, which no test says, but when to stop waiting for one that is never done with.
    private static readonly TimeSpan Hanging = TimeSpan.FromMinutes(2);

    private string _text = "";
    private int _number;

    /// <summary>Runs all cases. The reader gets a text and its number, and says whether the text was right.</summary>
    public void Run(ITestOutputHelper output, Func<string, int, bool> read)
    {
        var chance = new Random(Seed);
        var (accepted, largest) = (0, 0L);
        // What is made once, such as tables and compiled code, is made before memory is first weighed.
        foreach (var seed in seeds) read(seed, 0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        // A thread of its own, so that a text that is never done with is seen from outside. It has the stack that threads of a server have.
        var work = Task.Factory.StartNew(
            () =>
            {
                for (var number = 0; number < Cases; number++)
                {
                    var text = Next(chance);
                    (_text, _number) = (text, number);
                    var had = GC.GetAllocatedBytesForCurrentThread();
                    if (Try(read, text, number)) accepted++;
                    var took = GC.GetAllocatedBytesForCurrentThread() - had;
                    largest = Math.Max(largest, took);
                    Assert.True(took < MostBytes, $"case {number} took {took} bytes:\n{Shown(text)}");
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        Watch(work);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(kept < KeptBytes, $"{kept} bytes are kept after {Cases} cases");
        Assert.InRange(accepted, 1, Cases - 1);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fuzz {kind}: {Cases} cases, seed {Seed}, {accepted} right, {largest / 1024} KiB at most taken, {kept / 1024} KiB kept"));
    }

    private void Watch(Task work)
    {
        var (last, since) = (-1, Stopwatch.GetTimestamp());
        while (!work.IsCompleted)
        {
            Task.WaitAny([work], TimeSpan.FromMilliseconds(200));
            if (_number != last) (last, since) = (_number, Stopwatch.GetTimestamp());
            else if (!work.IsCompleted && Stopwatch.GetElapsedTime(since) > Hanging) Assert.Fail($"case {last} hangs:\n{Shown(_text)}");
        }

        work.GetAwaiter().GetResult();
    }

    private static bool Try(Func<string, int, bool> read, string text, int number)
    {
        try
        {
            return read(text, number);
        }
        catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"case {number}: {failure}\n{Shown(text)}");
            return false;
        }
    }

    private string Next(Random chance)
    {
        var text = seeds[chance.Next(seeds.Length)];
        for (var n = 1 + (chance.Next(6) / 4) + (chance.Next(6) / 5); n > 0; n--) text = Mutate(text, chance);
        return text;
    }

    private string Mutate(string text, Random chance)
    {
        var at = chance.Next(text.Length + 1);
        var length = chance.Next(Math.Min(12, text.Length - at) + 1);
        return chance.Next(8) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, Piece(chance)),
            2 => text.Remove(at, length).Insert(at, Piece(chance)),
            3 => text.Insert(at, ((char)chance.Next(0x20, 0x7F)).ToString()),
            4 => text.Insert(at, ((char)chance.Next(0x10000)).ToString()),
            5 => text.Insert(at, Repeat(Piece(chance), chance.Next(1_000) == 0 ? LongestRepeat : chance.Next(1, 300))),
            6 => text[..at],
            _ => text.Insert(at, Slice(seeds[chance.Next(seeds.Length)], chance)),
        };
    }

    private string Piece(Random chance) => pieces[chance.Next(pieces.Length)];

    private static string Repeat(string piece, int times) => string.Concat(Enumerable.Repeat(piece, times));

    private static string Slice(string seed, Random chance)
    {
        var start = chance.Next(seed.Length);
        return seed.Substring(start, chance.Next(Math.Min(40, seed.Length - start) + 1));
    }

    private static string Shown(string text) => text.Length <= 2_000 ? text : $"{text[..2_000]}… ({text.Length} characters)";
}
