namespace Writ.Domain.Tests.Tasks;

public sealed class AgentTaskTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(599, false)]
    [InlineData(600, true)]
    [InlineData(3_600, true)]
    public void IsOver_WithoutAction_IsOverAtTheIdleTime(int seconds, bool over) =>
        Assert.Equal(over, Given.Opened().IsOver(Given.Noon.AddSeconds(seconds)));

    [Theory]
    [InlineData(3_599, false)]
    [InlineData(3_600, true)]
    [InlineData(3_601, true)]
    public void IsOver_AlwaysActive_IsOverAtTheDeadline(int seconds, bool over) =>
        Assert.Equal(over, (Given.Opened() with { LastActive = Given.Noon.AddSeconds(seconds) }).IsOver(Given.Noon.AddSeconds(seconds)));

    [Fact]
    public void ToString_WithGoalSubjectAndParameters_ShowsOnlyIdAndState()
    {
        var task = Given.Opened(new Subject("https://idp.example.org", "planted-subject"), "planted-goal", ("ticket", new ParameterValue.Text("planted-parameter")));
        Assert.Equal($"{task.Id} Open", task.ToString());
        Assert.DoesNotContain("planted", new Change.OpenTask(task).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("planted", new DecisionRequest(task.Actor, task, Given.Request("files/a", Given.Resource("Case", "planted")), new ActionFacts(true, true, true), Given.Noon).ToString(), StringComparison.Ordinal);
    }
}
