using FsCheck;
using FsCheck.Fluent;

namespace Writ.Cedar.Tests.Testing;

/// <summary>Runs a property 10,000 times, or as often as said, and fails the test at the first counterexample.</summary>
internal static class Always
{
    public static void Holds<T>(Gen<T> values, Func<T, bool> property, int cases = 10_000) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases).WithEndSize(12).WithQuietOnSuccess(true), Prop.ForAll(values.ToArbitrary(), property));
}
