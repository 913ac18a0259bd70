using FsCheck;
using FsCheck.Fluent;

namespace Writ.Domain.Tests;

/// <summary>Runs a property 10,000 times, and prints the seed that replays it.</summary>
internal static class Properties
{
    public static void Hold<T>(Gen<T> cases, Func<T, bool> property)
    {
        var replay = Environment.GetEnvironmentVariable("WRIT_SEED") is { } seed ? ulong.Parse(seed, System.Globalization.CultureInfo.InvariantCulture) : (ulong)Random.Shared.NextInt64();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {replay}: WRIT_SEED={replay} runs the same cases again");
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(replay | 1, replay | 1),
            Prop.ForAll(cases.ToArbitrary(), property));
    }
}
