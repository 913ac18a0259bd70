namespace Writ.Scenarios.Tests.Secrets;

internal static class Texts
{
    /// <summary>The text so many times over.</summary>
    public static string Times(this string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
