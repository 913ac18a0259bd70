namespace Writ.Domain.Tests.Releases;

public sealed class ReleaseProblemTests
{
    [Theory]
    [InlineData(0, 0, "writ.yaml: W1003: no such agent")]
    [InlineData(3, 0, "writ.yaml:3: W1003: no such agent")]
    [InlineData(3, 7, "writ.yaml:3:7: W1003: no such agent")]
    public void ToString_WithAndWithoutAPlace_IsOneLineAPersonCanFollow(int line, int column, string expected) =>
        Assert.Equal(expected, new ReleaseProblem("W1003", "writ.yaml", line, column, "no such agent", "declare it").ToString());
}
