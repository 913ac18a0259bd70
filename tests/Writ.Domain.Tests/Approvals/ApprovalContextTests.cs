using System.Collections.Immutable;
using System.Text;

namespace Writ.Domain.Tests.Approvals;

public sealed class ApprovalContextTests
{
    private static readonly Decision Decision = Decide("rule", "owner");

    [Fact]
    public void ToBytes_SameAgainLater_IsTheSame() =>
        Assert.Equal(ApprovalContext.ToBytes(Request(), Decision), ApprovalContext.ToBytes(Request() with { Now = Given.Noon.AddHours(1) }, Decision));

    [Fact]
    public void ToBytes_AnythingThatADecisionRestsOn_MakesItAnother()
    {
        var request = Request();
        var task = request.Task;
        DecisionRequest[] others =
        [
            request with { Actor = request.Actor with { Assurance = Assurance.SeparateUid } },
            request with { Actor = request.Actor with { Binding = Binding.Dpop } },
            request with { Actor = request.Actor with { Chain = [Given.Instance] } },
            request with { Task = task with { Subject = new Subject("https://idp.example", "bob") } },
            request with { Task = task with { Intent = Slug.Parse("other") } },
            request with { Task = task with { Channel = TaskChannel.Agent } },
            request with { Task = task with { Standing = new TaskStanding(TaskState.Downgraded, TaskState.None) } },
            request with { Task = task with { Parameters = task.Parameters.SetItem("customer", new ParameterValue.Text("other")) } },
            request with { Task = task with { Parameters = task.Parameters.SetItem("customer", new ParameterValue.Truth(true)) } },
            request with { Action = Given.Request("files/read", Given.Resource("Case", "43")) },
            request with { Action = Given.Request("files/read", new ResourceRef("Case", "42", ImmutableSortedDictionary<string, string>.Empty.Add("customer", "x"))) },
            request with { Action = Action(Effects.Write) },
            request with { Action = Action(Effects.Read, new Destination("recipient", "files")) },
            request with { Facts = request.Facts with { Classified = false } },
            request with { Facts = request.Facts with { Pinned = false } },
            request with { Facts = request.Facts with { ResourceKnown = false } },
        ];
        var all = others.Select(static r => Text(r, Decision)).Concat([Text(request, Decision), Text(request, Decide("rule", "two-person")), Text(request, Decide("other", "owner"))]).ToArray();
        Assert.Equal(all.Length, all.Distinct(StringComparer.Ordinal).Count());
    }

    private static string Text(DecisionRequest request, Decision decision) => Encoding.UTF8.GetString(ApprovalContext.ToBytes(request, decision));

    private static Decision Decide(string rule, string approver) =>
        Decision.StepUp(Given.Release, [new Reason("W3120", rule, "a", "b")], [rule], [new Obligation(Obligation.Approval, approver, rule)]);

    private static DecisionRequest Request() => new(
        Given.Actor, Given.Opened(new Subject("https://idp.example", "alice"), null, ("customer", new ParameterValue.Text("acme"))), Action(Effects.Read), new ActionFacts(true, true, true), Given.Noon);

    private static ActionRequest Action(Effects effects, Destination? destination = null) =>
        new(Given.Name("files/read"), effects, Given.Resource("Case", "42"), destination ?? new Destination("server", "files"), "{}"u8, .., default);
}
