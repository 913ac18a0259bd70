using System.Collections.Immutable;
using System.Text;
using Writ.Authority.Tasks;
using Writ.Domain;

namespace Writ.Authority.Tests.Tasks;

public sealed class TaskServiceTests : IDisposable
{
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task OpenAsync_SoundOpening_HoldsWhatTheIntentSays()
    {
        var instance = await world.AttestAsync();
        var task = await world.OpenAsync(instance);

        var now = world.Time.GetUtcNow();
        Assert.Equal((now, now + TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(5)), (task.Opened, task.Deadline, task.Idle));
        Assert.Equal(new Budget(200, 3, 0), task.Budget);
        Assert.Equal(TaskStanding.JustOpened, task.Standing);
        Assert.Equal("acme", task.Parameters["customer"].Form);
        Assert.Equal(world.Release.Id, task.Release);
        Assert.Equal(instance.Id, task.Actor.Instance);
        Assert.Equal(Assurance.SeparateUid, task.Actor.Assurance);
        Assert.Equal(task, await world.Journal.FindTaskAsync(task.Id, TestContext.Current.CancellationToken));

        var entry = Assert.IsType<LedgerEntry.TaskOpened>(Assert.Single(world.Journal.Entries));
        Assert.Equal(["policies/test.cedar#0"], entry.Determining);
        Assert.DoesNotContain("acme", Encoding.UTF8.GetString(entry.ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NewInstance_IsAttestedInTheSameTransaction()
    {
        var instance = world.Instance();
        Assert.IsType<TaskOpeningResult.Opened>(await OpenAsync(world.Opening(instance) with { InstanceIsNew = true }));
        Assert.Equal([instance], await world.Journal.LiveInstancesAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["instance.attested", "task.opened"], world.Journal.Entries.Select(e => e.Kind));
    }

    public static TheoryData<string, string, string, string> Refusals => new()
    {
        { "nobody", "resolve-ticket", "acme", "W2201" },
        { "Not A Name", "resolve-ticket", "acme", "W2201" },
        { "support-agent", "take-over", "acme", "W2202" },
        { "support-agent", "", "acme", "W2202" },
        { "support-agent", "resolve-ticket", "", "W2203" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task OpenAsync_AgainstALaw_IsRefusedWithItsCodeAndWrittenDown(string agent, string intent, string customer, string code)
    {
        var refused = await RefuseAsync(world.Opening(await world.AttestAsync()) with
        {
            Agent = agent, Intent = intent, Parameters = customer.Length == 0 ? [] : World.Parameters,
        });
        Assert.Equal(code, refused.Reason.Code);
        var entry = Assert.IsType<LedgerEntry.TaskRefused>(Assert.Single(world.Journal.Entries));
        Assert.Equal(refused.Decision, entry.Decision);
        Assert.Equal([code], entry.Codes);
        Assert.True(entry.Agent.IsDefault || entry.Agent.ToString() == "support-agent");
        Assert.DoesNotContain("Not A Name", Encoding.UTF8.GetString(entry.ToBytes()), StringComparison.Ordinal);
        Assert.DoesNotContain("nobody", Encoding.UTF8.GetString(entry.ToBytes()), StringComparison.Ordinal);
        Assert.DoesNotContain("take-over", Encoding.UTF8.GetString(entry.ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_ManyProblems_AllAtOnceAndNoValueAmongThem()
    {
        var refused = await RefuseAsync(world.Opening(await world.AttestAsync()) with
        {
            Parameters = ImmutableDictionary<string, string>.Empty.Add("count", "secret-7").Add("colour", "secret-red").Add("ticket", new string('s', 300)),
            Goal = new string('g', 9000),
            Scope = Scope.Nothing,
            Lifetime = TimeSpan.Zero,
        });
        Assert.Equal(["W2203", "W2203", "W2203", "W2203", "W2203", "W2208", "W2209"], refused.Reasons.Select(r => r.Code));
        Assert.DoesNotContain("secret", string.Join(' ', refused.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_AgentOfAnotherInstance_IsRefused()
    {
        var instance = world.Instance() with { Agent = Slug.Parse("other-agent") };
        Assert.Equal("W2201", (await RefuseAsync(world.Opening(instance))).Reason.Code);
    }

    [Fact]
    public async Task OpenAsync_PolicyDenies_GivesItsReasons()
    {
        world.Decisions.OnOpening = task => Decision.Deny(task.Release, [new Reason("W3102", "policies/x.cedar#1", "no", "ask")], ["policies/x.cedar#1"]);
        Assert.Equal("policies/x.cedar#1", (await RefuseAsync(world.Opening(await world.AttestAsync()))).Reason.Rule);
        Assert.Empty(await world.Journal.LiveTasksAsync(10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task OpenAsync_ZeroDecision_Denies()
    {
        world.Decisions.OnOpening = _ => default;
        Assert.Equal("W3100", (await RefuseAsync(world.Opening(await world.AttestAsync()))).Reason.Code);
    }

    [Fact]
    public async Task OpenAsync_ObligationOnOpening_IsNotUnderstoodAndDenies()
    {
        world.Decisions.OnOpening = task => Decision.Allow(task.Release, ["p"], [new Obligation("redact", "", "p")]);
        Assert.Equal("W2212", (await RefuseAsync(world.Opening(await world.AttestAsync()))).Reason.Code);
    }

    [Fact]
    public async Task OpenAsync_StepUp_IsRefusedForWantOfAnApproval()
    {
        world.Decisions.OnOpening = task => Decision.StepUp(task.Release, [], ["p"], [new Obligation(Obligation.Approval, "owner", "p")]);
        Assert.Equal("W2213", (await RefuseAsync(world.Opening(await world.AttestAsync()))).Reason.Code);
    }

    [Fact]
    public async Task OpenAsync_NoRelease_IsRefused()
    {
        world.Current = null;
        Assert.Equal("W2204", (await RefuseAsync(world.Opening(await world.AttestAsync()))).Reason.Code);
    }

    [Theory]
    [InlineData(ContainmentKind.Everything, "W2210")]
    [InlineData(ContainmentKind.Agent, "W2210")]
    [InlineData(ContainmentKind.Instance, "W2210")]
    public async Task OpenAsync_Contained_IsRefused(ContainmentKind kind, string code)
    {
        var instance = await world.AttestAsync();
        var key = kind switch
        {
            ContainmentKind.Everything => ContainmentKey.Everything,
            ContainmentKind.Agent => ContainmentKey.Agent(instance.Agent),
            _ => ContainmentKey.Instance(instance.Id),
        };
        await new ContainmentService(world.Journal, world.Journal, world.Ids, world.Time, []).ContainAsync(key, "operator", TestContext.Current.CancellationToken);
        Assert.Equal(code, (await RefuseAsync(world.Opening(instance))).Reason.Code);
    }

    [Fact]
    public async Task OpenAsync_InstanceEndsMeanwhile_IsRefused()
    {
        var instance = await world.AttestAsync();
        world.Journal.BeforeCommit = () => _ = world.Journal.CommitAsync([], [new Change.EndInstance(instance.Id)], [], CancellationToken.None);
        Assert.Equal("W2105", (await RefuseAsync(world.Opening(instance))).Reason.Code);
        Assert.Empty(await world.Journal.LiveTasksAsync(10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task OpenAsync_ReleaseChangesMeanwhile_IsDecidedByTheNewOne()
    {
        var next = ReleaseId.Of(Digest256.Sha256("next"u8));
        world.Journal.BeforeCommit = () =>
        {
            _ = world.Journal.CommitAsync([], [new Change.Activate(next, default)], [], CancellationToken.None);
            var release = world.Release with { Id = next };
            world.Current = new ReleaseInForce(release, new Writ.Testing.ScriptedDecisions(next));
        };
        Assert.Equal(next, (await world.OpenAsync()).Release);
    }

    [Fact]
    public async Task OpenAsync_ReleaseChangesForEver_GivesUp()
    {
        var instance = await world.AttestAsync();
        await world.Journal.CommitAsync([], [new Change.Activate(ReleaseId.Of(Digest256.Sha256("x"u8)), default)], [], TestContext.Current.CancellationToken);
        Assert.Equal("W2211", (await RefuseAsync(world.Opening(instance))).Reason.Code);
    }

    [Fact]
    public async Task OpenAsync_RequestedScopeAndLifetime_OnlyNarrow()
    {
        Assert.True(ActionPattern.TryParse("files/read_text_file", out var read));
        Assert.True(ActionPattern.TryParse("mail/send", out var send));
        var asked = new Scope([new ScopeEntry([read, send], [ResourcePattern.Any], ImmutableSortedDictionary<string, Constraint>.Empty)]);
        var opening = world.Opening(await world.AttestAsync());
        var narrow = Assert.IsType<TaskOpeningResult.Opened>(await OpenAsync(opening with { Scope = asked, Lifetime = TimeSpan.FromMinutes(1) })).Task;
        Assert.True(narrow.Scope.IsSubsetOf(asked));
        Assert.True(narrow.Scope.IsSubsetOf(world.Release.Intents[narrow.Intent].Ceiling));
        Assert.NotEmpty(narrow.Scope.Entries);
        Assert.Equal(TimeSpan.FromMinutes(1), narrow.Deadline - narrow.Opened);

        var longer = Assert.IsType<TaskOpeningResult.Opened>(await OpenAsync(opening with { Lifetime = TimeSpan.FromDays(1) })).Task;
        Assert.Equal(TimeSpan.FromMinutes(30), longer.Deadline - longer.Opened);
    }

    [Fact]
    public async Task OpenAsync_StoreUnavailable_OpensNothing()
    {
        var instance = await world.AttestAsync();
        world.Journal.Unavailable = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => OpenAsync(world.Opening(instance)));
        world.Journal.Unavailable = false;
        Assert.Empty(await world.Journal.LiveTasksAsync(10, TestContext.Current.CancellationToken));
    }

    private Task<TaskOpeningResult> OpenAsync(TaskOpening opening) => world.Tasks.OpenAsync(opening, TestContext.Current.CancellationToken).AsTask();

    private async Task<Denial> RefuseAsync(TaskOpening opening) => Assert.IsType<TaskOpeningResult.Refused>(await OpenAsync(opening)).Denial;
}
