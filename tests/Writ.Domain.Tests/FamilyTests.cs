using System.Reflection;

namespace Writ.Domain.Tests;

/// <summary>What holds of every type of the domain, found by reflection.</summary>
public sealed class FamilyTests
{
    private static readonly Type[] Types = typeof(Scope).Assembly.GetTypes();

    // Each closed family with all its cases. A new case must be thought through everywhere, and be named here.
    private static readonly Dictionary<Type, string> Families = new()
    {
        [typeof(ApprovalAnswer)] = "Changed Granted Pending Refused Unmet",
        [typeof(Authentication)] = "Named Refused",
        [typeof(Change)] = "Activate AttestInstance Contain EndInstance MoveApproval MoveTask OfferJoin OpenApproval OpenTask PinDefinition RenewLease Restore Spend Take TakeJoin TakeUses Touch Vote",
        [typeof(CommitResult)] = "Committed Refused",
        [typeof(Condition)] = "ApprovalHolds ApprovalStands BudgetLeft DefinitionPinned InForce InstanceLives JoinOffered LiveTasksBelow NoOpenApproval NotContained NotVoted PendingApprovalsBelow TaskLive TaskStands Unspent UsesLeft",
        [typeof(Constraint)] = "Below Between Every InNetwork Like OneOf",
        [typeof(Evaluation)] = "Allowed Refused",
        [typeof(LedgerEntry)] = "ActionDecided ActionEvaluated ActionObserved ApprovalRequested ApprovalSettled ApprovalSpent ApprovalVoted Containment DefinitionPinned EpochStarted EvidenceLost FederatedBundleChanged IdentityKeysChanged InstanceAttested InstanceEnded JoinOffered JwtSvidIssued KeyringChanged MessageRefused MessagesRefused ReleaseActivated SecretChanged SecretUsed SessionOpened TaskMoved TaskOffered TaskOpened TaskRefused WritIssued WritRevoked X509SvidIssued",
        [typeof(ParameterBinding)] = "Bound Refused",
        [typeof(ParameterValue)] = "Number Text Truth",
        [typeof(SecretReading)] = "Taken Unavailable",
        [typeof(SecretSource)] = "Command File Store Variable",
        [typeof(ServerRegistration)] = "Http Stdio",
        [typeof(ServerTrust)] = "Authorities Judged WebPki",
    };

    // What the zero value of each enumeration says: no.
    private static readonly Dictionary<Type, string> Zeros = new()
    {
        [typeof(ActionOutcome)] = "Unknown",
        [typeof(ApprovalEdge)] = "None",
        [typeof(ApprovalMethod)] = "None",
        [typeof(ApprovalState)] = "None",
        [typeof(ApproverKind)] = "None",
        [typeof(Assurance)] = "Unknown",
        [typeof(AttestationMethod)] = "None",
        [typeof(Binding)] = "None",
        [typeof(BudgetKind)] = "None",
        [typeof(BundleProfile)] = "None",
        [typeof(ContainmentKind)] = "None",
        [typeof(DigestPurpose)] = "None",
        [typeof(DocumentFault)] = "None",
        [typeof(Effects)] = "None",
        [typeof(IdentityKeyKind)] = "None",
        [typeof(IssuerUse)] = "None",
        [typeof(KeyPurpose)] = "None",
        [typeof(ParameterType)] = "None",
        [typeof(PolicyEffect)] = "None",
        [typeof(ReleaseWeight)] = "Undecided",
        [typeof(SelectorKind)] = "None",
        [typeof(TaskChannel)] = "Agent",
        [typeof(TaskEdge)] = "None",
        [typeof(TaskState)] = "None",
        [typeof(Tier)] = "None",
        [typeof(Verdict)] = "Deny",
        [typeof(WorkloadKind)] = "None",
    };

    [Fact]
    public void Families_FoundByReflection_AreTheKnownOnes() =>
        Assert.Equal(Families.Keys.Select(static t => t.Name).Order(), Types.Where(static t => t is { IsClass: true, IsAbstract: true, IsSealed: false }).Select(static t => t.Name).Order());

    [Fact]
    public void Families_EachOne_HasOnlyItsNestedSealedCases() => Assert.All(Families, static family =>
    {
        var cases = Types.Where(t => t != family.Key && family.Key.IsAssignableFrom(t)).ToArray();
        Assert.Equal(family.Value.Split(' '), cases.Select(static t => t.Name).Order());
        Assert.All(cases, c => Assert.True(c.IsSealed && c.DeclaringType == family.Key, c.FullName));

        // Only the copy constructor, which the language insists on, is seen by a derived type.
        var constructors = family.Key.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        Assert.All(constructors, c => Assert.True(c.IsPrivate || (c.IsFamily && c.GetParameters() is [var only] && only.ParameterType == family.Key), $"{family.Key.Name} can be made outside"));
    });

    [Fact]
    public void Enumerations_ZeroValue_MeansNo()
    {
        Assert.Equal(Zeros.Keys.Select(static t => t.Name).Order(), Types.Where(static t => t.IsEnum).Select(static t => t.Name).Order());
        Assert.All(Zeros, static zero => Assert.Equal(zero.Value, Enum.ToObject(zero.Key, 0).ToString()));
    }

    [Fact]
    public void ZeroValues_OfWhatGrants_GrantNothing()
    {
        Assert.False(default(TaskStanding).IsLive);
        Assert.False(default(TaskStanding).Admits(Effects.Read));
        Assert.Equal(Verdict.Deny, default(Decision).Verdict);
        Assert.False(default(ActionPattern).Matches(Given.Name("files/read")));
        Assert.False(default(ResourcePattern).Matches(Given.Resource("Case", "42")));
        Assert.True(default(Assurance) < Assurance.SameUid);
    }

    [Fact]
    public void Classes_AllOfThem_AreSealedOrAClosedFamily() =>
        Assert.DoesNotContain(Types, static t => t is { IsClass: true, IsSealed: false } && !Families.ContainsKey(t) && t.Namespace == "Writ.Domain");

    [Fact]
    public void Ids_EachStruct_IsMadeOnlyByAParserOrASource() => Assert.All(
        [typeof(Ulid), typeof(TaskId), typeof(ApprovalId), typeof(ApproverRequirement), typeof(DecisionId), typeof(EntryId), typeof(WritId), typeof(ReleaseId), typeof(Slug), typeof(Selector), typeof(WorkloadPath), typeof(ActionName), typeof(ActionPattern), typeof(ResourcePattern)],
        static type =>
        {
            Assert.Empty(type.GetConstructors());
            Assert.DoesNotContain(type.GetMethods(), static m => m.Name == "op_Implicit");
        });
}
