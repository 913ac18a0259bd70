using System.Collections.Immutable;
using System.Text;
using Writ.Spiffe;

namespace Writ.Domain.Tests;

/// <summary>Values that a test is not about.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static readonly SpiffeId Instance = SpiffeId.Parse("spiffe://example.org/agent/support/1");

    public static readonly ReleaseId Release = ReleaseId.Of(Digest256.Sha256("release"u8));

    public static readonly Actor Actor = new(Instance, Slug.Parse("support"), Assurance.Sandboxed, Binding.Socket, []);

    public static Ulid Ulid(int number)
    {
        Span<byte> chance = stackalloc byte[10];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(chance[6..], number);
        return Domain.Ulid.Create(Noon, chance);
    }

    public static TaskId Task(int number) => TaskId.New(new Fixed(Ulid(number)));

    public static ApprovalId Approval(int number) => ApprovalId.New(new Fixed(Ulid(number)));

    public static DecisionId Decision(int number) => DecisionId.New(new Fixed(Ulid(number)));

    public static EntryId Entry(int number) => EntryId.New(new Fixed(Ulid(number)));

    public static WritId Writ(int number) => WritId.New(new Fixed(Ulid(number)));

    public static ActionName Name(string text) => ActionName.TryParse(text, out var name) ? name : throw new FormatException(text);

    public static ResourceRef Resource(string type, string id) => new(type, id, ImmutableSortedDictionary<string, string>.Empty);

    public static ActionRequest Request(string name, ResourceRef resource, string arguments = "{}") =>
        new(Name(name), Effects.Read, resource, new Destination("server", "files"), Encoding.UTF8.GetBytes(arguments), .., default);

    public static AgentTask Opened(Subject? subject = null, string? goal = null, params (string Name, ParameterValue Value)[] parameters) => new()
    {
        Id = Task(1),
        Epoch = 1,
        Actor = Actor,
        Subject = subject,
        Intent = Slug.Parse("resolve-ticket"),
        Release = Release,
        Parameters = parameters.ToImmutableSortedDictionary(static p => p.Name, static p => p.Value, StringComparer.Ordinal),
        Goal = goal,
        Channel = TaskChannel.Launcher,
        Scope = Scope.Nothing,
        Budget = new Budget(10, 1, 0),
        Opened = Noon,
        Deadline = Noon.AddHours(1),
        Idle = TimeSpan.FromMinutes(10),
        LastActive = Noon,
        Standing = TaskStanding.JustOpened,
    };

    private sealed class Fixed(Ulid ulid) : IUlidSource
    {
        public Ulid Next() => ulid;
    }
}
