using System.Collections.Immutable;
using System.Text;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Decisions.Tests;

/// <summary>A small release and requests against it.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    public static readonly TrustDomain Domain = TrustDomain.Parse("support.example");
    public static readonly SpiffeId Instance = SpiffeId.FromSegments(Domain, "agent", "support-agent", "01");
    public static readonly ReleaseId ReleaseId = ReleaseId.Of(Digest256.Sha256("release"u8));

    private static readonly SequentialUlids Ulids = new();

    public static IDecisionPoint Policies(params string[] texts)
    {
        var point = new DecisionPointCompiler().Compile(Release(texts), out var problems);
        Assert.Empty(problems);
        return point!;
    }

    public static Release Release(params string[] texts) => new()
    {
        Id = ReleaseId,
        Content = ReadOnlyMemory<byte>.Empty,
        TrustDomain = Domain,
        Agents = ImmutableSortedDictionary<Slug, AgentRegistration>.Empty.Add(
            Slug.Parse("support-agent"), new AgentRegistration(Slug.Parse("support-agent"), "team-support", "answers tickets", Tier.Medium, [Slug.Parse("resolve-ticket")])),
        Servers = ImmutableSortedDictionary<Slug, ServerRegistration>.Empty,
        Intents = ImmutableSortedDictionary<Slug, Intent>.Empty,
        Catalogue = ImmutableDictionary<ActionName, ToolClass>.Empty,
        Policies = [.. texts.Select((text, i) => new PolicyFile($"policies/{i}.cedar", text))],
    };

    public static AgentTask Task(Assurance assurance = Assurance.SeparateUid, string scope = "files/*", TaskState state = TaskState.Open) => new()
    {
        Id = TaskId.New(Ulids),
        Epoch = 1,
        Actor = Actor(assurance),
        Intent = Slug.Parse("resolve-ticket"),
        Release = ReleaseId,
        Parameters = ImmutableSortedDictionary<string, ParameterValue>.Empty.Add("customer", new ParameterValue.Text("acme")),
        Channel = TaskChannel.Launcher,
        Scope = new Scope([new ScopeEntry([Pattern(scope)], [ResourcePattern.Any], ImmutableSortedDictionary<string, Constraint>.Empty)]),
        Budget = new Budget(10, 10, 10),
        Opened = Now,
        Deadline = Now.AddHours(1),
        Idle = TimeSpan.FromMinutes(10),
        LastActive = Now,
        Standing = new TaskStanding(state, TaskState.None),
    };

    public static Actor Actor(Assurance assurance = Assurance.SeparateUid) => new(Instance, Slug.Parse("support-agent"), assurance, Binding.Socket, []) { Method = AttestationMethod.Launcher };

    public static DecisionRequest Call(
        string action = "files/read_text_file", Effects effects = Effects.Read, string customer = "acme", string arguments = """{"path":"x"}""",
        AgentTask? task = null, bool classified = true, bool pinned = true, DateTimeOffset? now = null)
    {
        Assert.True(ActionName.TryParse(action, out var name));
        task ??= Task();
        var resource = new ResourceRef("Case", "42", ImmutableSortedDictionary<string, string>.Empty.Add("customer", customer));
        var bytes = Encoding.UTF8.GetBytes(arguments);
        return new DecisionRequest(
            task.Actor, task, new ActionRequest(name, effects, resource, new Destination("server", "files"), bytes, .., default), new ActionFacts(classified, pinned, true), now ?? Now);
    }

    public static Intent Intent(string name) => new()
    {
        Name = Slug.Parse(name),
        Purpose = "answers a ticket",
        Owner = "team-support",
        Tier = Tier.Medium,
        Parameters = [new IntentParameter("customer", ParameterType.String, Required: true), new IntentParameter("weight", ParameterType.Long, Required: false), new IntentParameter("urgent", ParameterType.Bool, Required: false)],
        Deadline = TimeSpan.FromHours(1),
        Idle = TimeSpan.FromMinutes(10),
        Budget = new Budget(10, 10, 10),
        Ceiling = new Scope([]),
    };

    private static ActionPattern Pattern(string text) => ActionPattern.TryParse(text, out var pattern) ? pattern : default;

    private sealed class SequentialUlids : IUlidSource
    {
        private int count;

        public Ulid Next() => Ulid.Create(Now, [0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)Interlocked.Increment(ref count)]);
    }
}
