using Writ.Domain;
using Writ.Testing;
using Writ.Zones.Tools;

namespace Writ.Zones.Tests.Tools;

/// <summary>A call that is held while a human is asked, as the agent sees it.</summary>
public sealed class HeldCallTests
{
    private static readonly Reason Asks = new("W3120", "rule", "a human looks at this", "ask");

    [Fact]
    public async Task Call_PendingAtTheEndOfItsHold_IsToldItsHandle()
    {
        await using var host = await ToolsHost.StartAsync(approvals: new Scripted(static (question, _) => Task.FromResult<ApprovalAnswer>(new ApprovalAnswer.Pending(Scripted.Id, question.Request.Now))));
        host.World.OnAction = _ => StepUp(host);
        using var client = await host.Local().OpenAsync();

        var result = (await client.CallAsync("read_text_file")).GetProperty("result");

        var denial = result.GetProperty("_meta").GetProperty("writ/denial");
        Assert.Equal(("step_up", "W3130", Scripted.Id.ToString()), (denial.GetProperty("decision").GetString(), denial.GetProperty("code").GetString(), denial.GetProperty("approval").GetString()));
        Assert.StartsWith("Not yet allowed by Writ: ", result.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, host.Upstream.Calls);
    }

    /// <summary>What the agent gave up while it was held does not run when a human says yes later.</summary>
    [Fact]
    public async Task Call_GivenUpWhileItIsHeld_EndsAfterTheGraceAndNeverRuns()
    {
        var time = new ManualTime();
        var asked = new TaskCompletionSource();
        var approvals = new Scripted(async (_, cancellationToken) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new ApprovalAnswer.Changed();
        });
        await using var host = await ToolsHost.StartAsync(new TestWorld(time), approvals: approvals);
        host.World.OnAction = _ => StepUp(host);
        using var client = await host.Network().OpenAsync();
        var call = client.CallAsync("read_text_file", id: "\"h\"");
        await asked.Task;

        using var cancelled = await client.PostAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"h"}}""");
        Assert.False(call.IsCompleted);
        time.Advance(new ToolsOptions().CancelGrace);

        Assert.Equal("W4011", (await call).GetProperty("result").GetProperty("structuredContent").GetProperty("code").GetString());
        Assert.Equal(0, host.Upstream.Calls);
        Assert.DoesNotContain(host.World.Journal.Entries.OfType<LedgerEntry.ActionDecided>(), static e => e.Verdict == Verdict.Allow);
    }

    private static Decision StepUp(ToolsHost host) => Decision.StepUp(host.World.Current!.Release.Id, [Asks], ["rule"], [new Obligation(Obligation.Approval, "owner", "rule")]);

    private sealed class Scripted(Func<ApprovalQuestion, CancellationToken, Task<ApprovalAnswer>> answer) : IApprovals
    {
        public static ApprovalId Id { get; } = ApprovalId.New(new TestUlids());

        public ValueTask<ApprovalAnswer> AskAsync(ApprovalQuestion question, CancellationToken cancellationToken) => new(answer(question, cancellationToken));
    }
}
