using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Writ.Cedar.Tests.Testing;

/// <summary>Runs a property 10,000 times, or as often as said, and fails the test at the first counterexample. WRIT_TEST_CASES bounds both, for runs that repeat the tests hundreds of times.</summary>
internal static class Always
{
    private static readonly int Most = int.TryParse(Environment.GetEnvironmentVariable("WRIT_TEST_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : int.MaxValue;

    public static void Holds<T>(Gen<T> values, Func<T, bool> property, int cases = 10_000) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(Math.Min(cases, Most)).WithEndSize(12).WithQuietOnSuccess(true), Prop.ForAll(values.ToArbitrary(), property));
}
