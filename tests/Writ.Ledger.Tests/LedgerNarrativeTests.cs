using System.Collections.Immutable;
using System.Text;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Ledger.Tests;

public sealed class LedgerNarrativeTests
{
    private static readonly Samples Some = new(new TestUlids(), new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly AgentTask task = Some.Task(1);

    [Fact]
    public void Tell_ActionsAndOutcomes_StandOnOneLineEach()
    {
        var (good, bad, lost, denied) = (Some.Decided(task), Some.Decided(task), Some.Decided(task), Some.Decided(task, Verdict.Deny));
        var lines = Tell(good, bad, Some.Observed(bad, ActionOutcome.Failed), denied, Some.Observed(good), lost);
        Assert.Equal(["succeeded", "failed", "", "unknown"], lines.Select(static l => l.Outcome));
        Assert.Equal(["allow", "allow", "deny", "allow"], lines.Select(static l => l.Verdict));
        Assert.Equal([0L, 1, 3, 5], lines.Select(static l => l.Index));
        Assert.Equal(["W3104"], lines[2].Codes);
        Assert.All(lines, l => Assert.Equal(("files/read_text_file", task.Id.ToString(), "2026-03-02T12:00:00.000000Z"), (l.What, l.Task, l.At)));
    }

    [Fact]
    public void Tell_OutcomeWithoutItsDecision_HasItsOwnLine() =>
        Assert.Equal(("action.observed", "succeeded"), Assert.Single(Tell(Some.Observed(Some.Decided(task))).Select(static l => (l.Kind, l.Outcome))));

    [Fact]
    public void Tell_EveryKindOfEntry_SaysWhatItIsAbout()
    {
        var id = EntryId.New(new TestUlids());
        LedgerEntry[] entries =
        [
            new LedgerEntry.EpochStarted(2, "behind-anchor") { Id = id, At = Some.Now },
            new LedgerEntry.ReleaseActivated(Samples.Release(), default) { Id = id, At = Some.Now },
            new LedgerEntry.InstanceAttested(Some.Instance(task.Actor.Instance)) { Id = id, At = Some.Now },
            new LedgerEntry.InstanceEnded(task.Actor.Instance, "exited") { Id = id, At = Some.Now },
            new LedgerEntry.TaskOpened(task, Digest256.Sha256("p"u8), default, ["policy0"]) { Id = id, At = Some.Now },
            new LedgerEntry.TaskRefused(default, Samples.Agent, Samples.Intent, default, ["W3104", "W3105"]) { Id = id, At = Some.Now },
            new LedgerEntry.TaskMoved(task.Id, TaskEdge.Revoke, TaskState.Revoked, "operator") { Id = id, At = Some.Now },
            new LedgerEntry.WritIssued(task.Id, default, "https://127.0.0.1:7420/mcp", Binding.Dpop, Some.Now) { Id = id, At = Some.Now },
            new LedgerEntry.MessageRefused(default, task.Id, "tools", "authenticate", "refused", "W2001") { Id = id, At = Some.Now },
            new LedgerEntry.SessionOpened(task.Id, default, task.Actor.Instance, Samples.Server) { Id = id, At = Some.Now },
            new LedgerEntry.DefinitionPinned(Samples.Tool, Digest256.Sha256("d"u8)) { Id = id, At = Some.Now },
            new LedgerEntry.Containment(ContainmentKey.Agent(Samples.Agent), true, "operator") { Id = id, At = Some.Now },
            new LedgerEntry.MessagesRefused(Some.Now, ImmutableSortedDictionary<string, long>.Empty.Add("W2101", 3)) { Id = id, At = Some.Now },
            new LedgerEntry.EvidenceLost(7) { Id = id, At = Some.Now },
            new LedgerEntry.IdentityKeysChanged([], [], "operator") { Id = id, At = Some.Now },
            new LedgerEntry.X509SvidIssued(task.Actor.Instance, default, Some.Now) { Id = id, At = Some.Now },
            new LedgerEntry.JwtSvidIssued(task.Actor.Instance, default, Some.Now) { Id = id, At = Some.Now },
            new LedgerEntry.FederatedBundleChanged(Spiffe.TrustDomain.Parse("other.example"), 7, Digest256.Sha256("b"u8), "endpoint") { Id = id, At = Some.Now },
            new LedgerEntry.JoinOffered(Samples.Agent, Digest256.Sha256("t"u8), Some.Now) { Id = id, At = Some.Now },
            new LedgerEntry.TaskOffered(task.Id, default, task.Actor.Instance, "researcher", Samples.Intent, Samples.Release(), [], Some.Now) { Id = id, At = Some.Now },
            new LedgerEntry.WritRevoked(task.Id, default) { Id = id, At = Some.Now },
            new LedgerEntry.SecretChanged(Samples.Server, true, "operator") { Id = id, At = Some.Now },
            new LedgerEntry.SecretUsed(task.Id, default, Samples.Server, "3", Samples.Server) { Id = id, At = Some.Now },
            new LedgerEntry.KeyringChanged([], [], "operator") { Id = id, At = Some.Now },
            new LedgerEntry.ApprovalRequested(
                default, task.Id, default, task.Actor.Instance, Samples.Release(), Samples.Tool.ToString(), default, default, [ApproverRequirement.Parse("owner")], ["rule"], Some.Now) { Id = id, At = Some.Now },
            new LedgerEntry.ApprovalVoted(default, task.Id, "operator", ApprovalMethod.LocalOperator, ApprovalEdge.Deny, ApprovalState.Denied, default) { Id = id, At = Some.Now },
            new LedgerEntry.ApprovalSettled(default, task.Id, ApprovalState.Void, "release") { Id = id, At = Some.Now },
            new LedgerEntry.ApprovalSpent(default, task.Id, default) { Id = id, At = Some.Now },
            Some.Decided(task),
            Some.Observed(Some.Decided(task)),
            new LedgerEntry.ActionEvaluated
            {
                Id = id, At = Some.Now, Decision = default, For = task.Id, Actor = task.Actor, Action = "", Verdict = Verdict.Deny, Determining = [], Codes = ["W2483"],
            },
        ];
        Assert.Equal(typeof(LedgerEntry).GetNestedTypes().Where(static t => t.IsSubclassOf(typeof(LedgerEntry))).ToHashSet(), entries.Select(static e => e.GetType()).ToHashSet());
        var lines = Tell(entries);
        Assert.Equal(entries.Length, lines.Count);
        Assert.All(lines, static l => Assert.Matches("^[^=]{4,}$", l.What));
        Assert.Equal("epoch 2 (behind-anchor)", lines[0].What);
        Assert.Equal("support takes up resolve-ticket", lines[4].What);
        Assert.Equal(["W3104", "W3105"], lines[5].Codes);
        Assert.Equal("revoke: revoked (operator)", lines[6].What);
        Assert.Equal(["W2001"], lines[8].Codes);
        Assert.Equal("agent support", lines[11].What);
        Assert.Equal("7 entries found no place", lines[13].What);
    }

    [Fact]
    public void Tell_KindOfALaterVersion_ShowsItsMembers()
    {
        var line = Assert.Single(TellBytes("""{"v":2,"id":"ent_x","at":"t","kind":"data.exported","rows":7,"to":"table"}"""));
        Assert.Equal(("data.exported", "rows=7 to=table"), (line.Kind, line.What));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{\"kind\":")]
    public void Tell_BytesThatAreNoEntry_AreSaidToBeUnreadable(string bytes) => Assert.Equal("unreadable", Assert.Single(TellBytes(bytes)).Kind);

    [Theory]
    [InlineData("{\"kind\":\"action.decided\",\"action\":\"\\u001b[2Jgone\"}")]
    [InlineData("{\"kind\":\"action.decided\",\"action\":\"a\\u202eb\",\"verdict\":\"allow\\n\"}")]
    [InlineData("{\"kind\":\"x\\u0007\",\"a\\u0000\":\"\\ud800\",\"codes\":[\"\\u009b\",7,null]}")]
    [InlineData("{\"kind\":7,\"at\":{},\"codes\":{},\"task\":[\"\\r\"],\"decision\":null}")]
    public void Tell_EntryAlteredToDriveATerminal_ShowsNoControls(string bytes)
    {
        var line = Assert.Single(TellBytes(bytes));
        foreach (var text in new[] { line.At, line.Kind, line.Task, line.What, line.Verdict, line.Outcome, line.Decision }.Concat(line.Codes))
        {
            Assert.DoesNotContain(text, static c => char.IsControl(c) || c == '\u202e');
        }
    }

    [Fact]
    public async Task OfTaskAsync_StoredLedger_TellsThatTasksStoryAlone()
    {
        using var ledger = await LedgerOnDisk.OfAsync(2);
        await using var store = await ledger.OpenAsync();
        var mine = Some.Decided(task);
        await store.Journal.CommitAsync([], [], [mine, Some.Entry(), Some.Decided(Some.Task(1)), Some.Observed(mine)], TestContext.Current.CancellationToken);
        var narrative = new LedgerNarrative(store.Ledger);
        Assert.Equal([(3L, "succeeded")], (await narrative.OfTaskAsync(task.Id, 100, TestContext.Current.CancellationToken)).Select(static l => (l.Index, l.Outcome)));
        Assert.Equal([4L, 5], (await narrative.FromAsync(4, 2, TestContext.Current.CancellationToken)).Select(static l => l.Index));
    }

    private static List<LedgerLine> Tell(params LedgerEntry[] entries) => [.. LedgerNarrative.Tell([.. entries.Select(static (e, i) => new StoredEntry(i, e.ToBytes(), default))])];

    private static List<LedgerLine> TellBytes(string bytes) => [.. LedgerNarrative.Tell([new StoredEntry(0, Encoding.UTF8.GetBytes(bytes), default)])];
}
