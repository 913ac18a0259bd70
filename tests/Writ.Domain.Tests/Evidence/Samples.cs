using System.Collections.Immutable;
using Writ.Spiffe;

namespace Writ.Domain.Tests.Evidence;

/// <summary>One full entry of each kind, with a secret planted in whatever may not be written.</summary>
internal static class Samples
{
    public const string Secret = "planted-secret";

    private static readonly Digest256 One = Digest256.Sha256("1"u8);
    private static readonly Digest256 Two = Digest256.Sha256("2"u8);
    private static readonly Slug Support = Slug.Parse("support");
    private static readonly Slug Intent = Slug.Parse("resolve-ticket");

    public static ImmutableArray<LedgerEntry> All { get; } =
    [
        new LedgerEntry.EpochStarted(1, "first-start") { Id = Given.Entry(1), At = At },
        new LedgerEntry.ReleaseActivated(Given.Release, ReleaseId.Of(One)) { Id = Given.Entry(2), At = At },
        new LedgerEntry.InstanceAttested(
            new AttestedInstance(Given.Instance, Support, Assurance.SeparateUid, 424242, 434343, Secret, 1001, One, At)
            {
                Method = AttestationMethod.Launcher, Groups = "4,27", ControlGroup = Two, Selectors = One, Script = Two, CommandLine = One,
            }) { Id = Given.Entry(3), At = At },
        new LedgerEntry.InstanceEnded(Given.Instance, "exited") { Id = Given.Entry(4), At = At },
        new LedgerEntry.DefinitionPinned(Given.Name("files/read"), One) { Id = Given.Entry(5), At = At },
        new LedgerEntry.Containment(ContainmentKey.Agent(Support), Contained: true, "operator") { Id = Given.Entry(6), At = At },
        new LedgerEntry.TaskOpened(Planted, One, default, ["open"]) { Id = Given.Entry(7), At = At },
        new LedgerEntry.TaskRefused(Given.Decision(1), Support, Intent, Given.Release, ["W3107"]) { Id = Given.Entry(8), At = At },
        new LedgerEntry.TaskMoved(Given.Task(1), TaskEdge.Complete, TaskState.Completed, "command-exited") { Id = Given.Entry(9), At = At },
        new LedgerEntry.WritIssued(Given.Task(1), Given.Writ(1), "http://127.0.0.1:7420", Binding.MutualTls, At.AddMinutes(5)) { Id = Given.Entry(10), At = At },
        Decided,
        new LedgerEntry.ActionEvaluated
        {
            Id = Given.Entry(24), At = At, Decision = Given.Decision(2), For = Given.Task(1), Actor = Given.Actor, Subject = Two, Writ = Given.Writ(1), Release = Given.Release,
            Action = "files/read", Verdict = Verdict.Deny, Determining = ["support"], Codes = ["W3108"],
        },
        new LedgerEntry.ActionObserved(Given.Task(1), Given.Decision(1), ActionOutcome.Succeeded, One, 1234, TimeSpan.FromMicroseconds(567)) { Id = Given.Entry(12), At = At },
        new LedgerEntry.MessageRefused(Given.Decision(1), Given.Task(1), "tools", "describe", "refused", "W4001") { Id = Given.Entry(13), At = At },
        new LedgerEntry.SessionOpened(Given.Task(1), Given.Decision(1), Given.Instance, Slug.Parse("files")) { Id = Given.Entry(14), At = At },
        new LedgerEntry.MessagesRefused(At, ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal).Add("W2310", 1).Add("W2101", 70_000)) { Id = Given.Entry(15), At = At },
        new LedgerEntry.EvidenceLost(3616) { Id = Given.Entry(16), At = At },
        new LedgerEntry.IdentityKeysChanged([Key(2)], [Key(1)], "schedule") { Id = Given.Entry(17), At = At },
        new LedgerEntry.X509SvidIssued(Given.Instance, One, At.AddHours(1)) { Id = Given.Entry(18), At = At },
        new LedgerEntry.JwtSvidIssued(Given.Instance, Two, At.AddMinutes(5)) { Id = Given.Entry(19), At = At },
        new LedgerEntry.FederatedBundleChanged(Writ.Spiffe.TrustDomain.Parse("other.example"), 7, One, "endpoint") { Id = Given.Entry(90), At = At },
        new LedgerEntry.JoinOffered(Support, One, At.AddMinutes(5)) { Id = Given.Entry(21), At = At },
        new LedgerEntry.TaskOffered(Given.Task(1), Given.Decision(1), Given.Actor.Instance, "researcher", Slug.Parse("look-up"), Given.Release, ["policies/a.cedar#0"], At.AddMinutes(5)) { Id = Given.Entry(30), At = At },
        new LedgerEntry.WritRevoked(Given.Task(1), Given.Writ(1)) { Id = Given.Entry(20), At = At },
        new LedgerEntry.KeyringChanged(
            [new KeyGeneration(KeyPurpose.Writs, 2, new byte[] { 1 }, At), new KeyGeneration(KeyPurpose.Sealing, 2, default, At)],
            [new KeyGeneration(KeyPurpose.Nonces, 1, default, At)],
            "operator") { Id = Given.Entry(21), At = At },
        new LedgerEntry.SecretChanged(Slug.Parse("github"), IsRemoved: false, "operator") { Id = Given.Entry(22), At = At },
        new LedgerEntry.SecretUsed(Given.Task(1), Given.Decision(1), Slug.Parse("github"), "3", Slug.Parse("files")) { Id = Given.Entry(23), At = At },
        new LedgerEntry.ApprovalRequested(
            Given.Approval(1), Given.Task(1), Given.Decision(1), Given.Instance, Given.Release, "files/read", One, Two,
            [ApproverRequirement.Parse("owner"), ApproverRequirement.Parse("team:finance")], ["support/refund"], At.AddMinutes(10)) { Id = Given.Entry(24), At = At },
        new LedgerEntry.ApprovalVoted(Given.Approval(1), Given.Task(1), "operator", ApprovalMethod.LocalOperator, ApprovalEdge.Approve, ApprovalState.Approved, One) { Id = Given.Entry(25), At = At },
        new LedgerEntry.ApprovalSettled(Given.Approval(1), Given.Task(1), ApprovalState.Void, "release") { Id = Given.Entry(26), At = At },
        new LedgerEntry.ApprovalSpent(Given.Approval(1), Given.Task(1), Given.Decision(2)) { Id = Given.Entry(27), At = At },
    ];

    private static DateTimeOffset At => Given.Noon.AddTicks(1_234_567);

    public static LedgerEntry.ActionDecided Decided => new()
    {
        Id = Given.Entry(11),
        At = At,
        Decision = Given.Decision(1),
        For = Given.Task(1),
        Zone = "tools",
        Actor = Given.Actor with { Chain = [SpiffeId.Parse("spiffe://example.org/agent/lead/2")] },
        Subject = Two,
        Writ = Given.Writ(1),
        Intent = Intent,
        Release = Given.Release,
        Action = "files/read",
        Effects = Effects.Unclassified,
        ResourceType = "Case",
        Resource = One,
        Destination = "server",
        Request = Two,
        ArgumentBytes = 42,
        Definition = One,
        Facts = new ActionFacts(Classified: false, Pinned: true, ResourceKnown: true),
        Verdict = Verdict.StepUp,
        Determining = ["support"],
        Codes = ["W3120"],
        Obligations = ["approval"],
    };

    private static IdentityKey Key(int number) => new(IdentityKeyKind.Jwt, number, new byte[] { 1 }, System.Text.Encoding.ASCII.GetBytes(Secret), At, At);

    private static AgentTask Planted
    {
        get
        {
            var task = Given.Opened(new Subject(Secret, Secret), Secret, (Secret, new ParameterValue.Text(Secret)));
            var constraints = ImmutableSortedDictionary.Create<string, Constraint>(StringComparer.Ordinal).Add(Secret, new Constraint.OneOf([Secret]));
            return task with { Scope = new Scope([new ScopeEntry([ActionPattern.Exactly(Given.Name("files/" + Secret))], [ResourcePattern.Any], constraints)]) };
        }
    }
}
