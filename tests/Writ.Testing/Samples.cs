using System.Collections.Immutable;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Testing;

/// <summary>Plain instances of the domain's types, for tests that need some and do not care which.</summary>
public sealed class Samples(IUlidSource ulids, DateTimeOffset now)
{
    /// <summary>The trust domain.</summary>
    public static TrustDomain TrustDomain { get; } = TrustDomain.Parse("example.org");

    /// <summary>An agent's name.</summary>
    public static Slug Agent { get; } = Slug.Parse("support");

    /// <summary>An intent's name.</summary>
    public static Slug Intent { get; } = Slug.Parse("resolve-ticket");

    /// <summary>A server's name.</summary>
    public static Slug Server { get; } = Slug.Parse("files");

    /// <summary>A tool of it.</summary>
    public static ActionName Tool { get; } = ActionName.TryParse("files/read_text_file", out var name) ? name : throw new FormatException("no action name");

    /// <summary>The instant that samples are of.</summary>
    public DateTimeOffset Now => now;

    /// <summary>The id of a release of this content.</summary>
    public static ReleaseId Release(string content = "release") => ReleaseId.Of(Digest256.Sha256(System.Text.Encoding.UTF8.GetBytes(content)));

    /// <summary>An instance id.</summary>
    public SpiffeId InstanceId() => SpiffeId.FromSegments(TrustDomain, "agent", Agent.ToString(), ulids.Next().ToString());

    /// <summary>An attested instance.</summary>
    public AttestedInstance Instance(SpiffeId? id = null) =>
        new(id ?? InstanceId(), Agent, Assurance.SeparateUid, 4242, 987_654, "b1", 1001, Digest256.Sha256("exe"u8), now)
        {
            Method = AttestationMethod.Launcher, Groups = "4,27", ControlGroup = Digest256.Sha256("cgroup"u8), Selectors = Digest256.Sha256("selectors"u8), Script = Digest256.Sha256("script"u8), CommandLine = Digest256.Sha256("command"u8),
        };

    /// <summary>A task just opened, with every part filled in.</summary>
    public AgentTask Task(int epoch, Budget? budget = null, SpiffeId? instance = null, TimeSpan? deadline = null, TimeSpan? idle = null) => new()
    {
        Id = TaskId.New(ulids),
        Epoch = epoch,
        Actor = new Actor(instance ?? InstanceId(), Agent, Assurance.SeparateUid, Binding.Socket, [InstanceId()]) { Method = AttestationMethod.Registration },
        Subject = new Subject("https://idp.example.org", "alice@example.org"),
        Intent = Intent,
        Release = Release(),
        Parameters = ImmutableSortedDictionary.CreateRange<string, ParameterValue>(
            StringComparer.Ordinal,
            [
                KeyValuePair.Create<string, ParameterValue>("customer", new ParameterValue.Text("Grüße-Ж-42")),
                KeyValuePair.Create<string, ParameterValue>("ticket", new ParameterValue.Number(long.MinValue)),
                KeyValuePair.Create<string, ParameterValue>("urgent", new ParameterValue.Truth(true)),
            ]),
        Goal = "give alice her money back",
        Channel = TaskChannel.Launcher,
        Scope = Scope(),
        Budget = budget ?? new Budget(1000, 100, 10),
        Opened = now,
        Deadline = now + (deadline ?? TimeSpan.FromHours(1)),
        Idle = idle ?? TimeSpan.FromMinutes(10),
        LastActive = now,
        Standing = TaskStanding.JustOpened,
    };

    /// <summary>What is pending of an approval.</summary>
    public static PendingAction Pending { get; } = new("{\"path\":\"caf\u00e9\"}"u8.ToArray(), "Case", "42", new Destination("server", "files"));

    /// <summary>An approval just opened.</summary>
    public Approval Approval(AgentTask task, int? epoch = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new Approval
        {
            Id = ApprovalId.New(ulids),
            Epoch = epoch ?? task.Epoch,
            Binding = new ApprovalBinding(task.Id, Digest256.Sha256("request"u8), Digest256.Sha256("definition"u8), Release(), Digest256.Sha256("context"u8)),
            Instance = task.Actor.Instance,
            Agent = task.Actor.Agent,
            Assurance = task.Actor.Assurance,
            Intent = task.Intent,
            Action = Tool,
            Effects = Effects.Write | Effects.Egress,
            Approvers = [ApproverRequirement.Parse("owner"), ApproverRequirement.Parse("team:finance")],
            Rules = ["support/refund", "support/large"],
            Requested = now,
            Expires = now + TimeSpan.FromMinutes(10),
            State = ApprovalState.Pending,
        };
    }

    /// <summary>A small entry that belongs to no task.</summary>
    public LedgerEntry Entry(string note = "sample") => new LedgerEntry.InstanceEnded(InstanceId(), note) { Id = EntryId.New(ulids), At = now };

    /// <summary>The entry of a task's move.</summary>
    public LedgerEntry Moved(TaskId task, TaskEdge edge = TaskEdge.Revoke, TaskState to = TaskState.Revoked) =>
        new LedgerEntry.TaskMoved(task, edge, to, "operator") { Id = EntryId.New(ulids), At = now };

    /// <summary>The entry of a decision on an action of a task.</summary>
    public LedgerEntry.ActionDecided Decided(AgentTask task, Verdict verdict = Verdict.Allow) => new()
    {
        Id = EntryId.New(ulids),
        At = now,
        Decision = DecisionId.New(ulids),
        For = task.Id,
        Zone = "tools",
        Actor = task.Actor,
        Intent = task.Intent,
        Release = task.Release,
        Action = Tool.ToString(),
        Effects = Effects.Read,
        ResourceType = "Case",
        Resource = Digest256.Sha256("case"u8),
        Destination = "server",
        Request = Digest256.Sha256("request"u8),
        ArgumentBytes = 42,
        Facts = new ActionFacts(true, true, true),
        Verdict = verdict,
        Determining = ["policy0"],
        Codes = verdict == Verdict.Allow ? [] : ["W3104"],
        Obligations = [],
    };

    /// <summary>The entry of what came of it.</summary>
    public LedgerEntry Observed(LedgerEntry.ActionDecided decided, ActionOutcome outcome = ActionOutcome.Succeeded)
    {
        ArgumentNullException.ThrowIfNull(decided);
        return new LedgerEntry.ActionObserved(decided.For, decided.Decision, outcome, Digest256.Sha256("result"u8), 17, TimeSpan.FromMilliseconds(3))
        {
            Id = EntryId.New(ulids),
            At = now,
        };
    }

    private static Scope Scope() => new(
    [
        new ScopeEntry(
            [ActionPattern.Exactly(Tool), ActionPattern.TryParse("mail/*", out var mail) ? mail : default],
            [ResourcePattern.Any, ResourcePattern.TryParse("Case::42", out var one) ? one : default, ResourcePattern.TryParse("Case", out var all) ? all : default],
            ImmutableSortedDictionary.CreateRange<string, Constraint>(
                StringComparer.Ordinal,
                [
                    KeyValuePair.Create<string, Constraint>("path", new Constraint.Below("cases/42")),
                    KeyValuePair.Create<string, Constraint>("kind", new Constraint.OneOf(["a", "b"])),
                    KeyValuePair.Create<string, Constraint>("count", Constraint.Between.AtMost(7)),
                    KeyValuePair.Create<string, Constraint>("least", Constraint.Between.AtLeast(-7)),
                    KeyValuePair.Create<string, Constraint>("any", new Constraint.Between(long.MinValue, long.MaxValue)),
                    KeyValuePair.Create<string, Constraint>("range", new Constraint.Between(1, 9)),
                    KeyValuePair.Create<string, Constraint>("to", new Constraint.Like("*@acme.example")),
                    KeyValuePair.Create<string, Constraint>("address", Constraint.InNetwork.Read("2001:db8::/32")!),
                    KeyValuePair.Create<string, Constraint>("several", new Constraint.Like("a*").Intersect(new Constraint.Like("*b"))!),
                ])),
    ]);
}
