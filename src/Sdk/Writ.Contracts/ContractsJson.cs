using System.Text.Json;
using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>Reads and writes the documents of Writ's HTTP APIs without reflection: snake case, unknown and duplicate members refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(TaskDocument))]
[JsonSerializable(typeof(TaskListDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(ContainmentDocument))]
[JsonSerializable(typeof(ContainmentRequest))]
[JsonSerializable(typeof(ReleaseDocument))]
[JsonSerializable(typeof(ReleaseReloadDocument))]
[JsonSerializable(typeof(ReleaseRollbackRequest))]
[JsonSerializable(typeof(KeptReleaseDocument))]
[JsonSerializable(typeof(IdentityDocument))]
[JsonSerializable(typeof(FederationDocument))]
[JsonSerializable(typeof(RevocationDocument))]
[JsonSerializable(typeof(ApprovalDocument))]
[JsonSerializable(typeof(ApprovalListDocument))]
[JsonSerializable(typeof(ApprovalDetailDocument))]
[JsonSerializable(typeof(DenyRequest))]
[JsonSerializable(typeof(SecretRequest))]
[JsonSerializable(typeof(SecretListDocument))]
[JsonSerializable(typeof(InstanceListDocument))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(RenewRequest))]
[JsonSerializable(typeof(JoinDocument))]
[JsonSerializable(typeof(JoinTokenRequest))]
[JsonSerializable(typeof(JoinTokenDocument))]
[JsonSerializable(typeof(TokenDocument))]
[JsonSerializable(typeof(TokenErrorDocument))]
[JsonSerializable(typeof(AuthorizationServerDocument))]
[JsonSerializable(typeof(ProtectedResourceDocument))]
[JsonSerializable(typeof(IntrospectionDocument))]
[JsonSerializable(typeof(ActorDocument))]
[JsonSerializable(typeof(IReadOnlyList<TaskDetailsDocument>))]
[JsonSerializable(typeof(AccessEvaluationDocument))]
[JsonSerializable(typeof(AccessEvaluationsDocument))]
[JsonSerializable(typeof(AccessConfigurationDocument))]
public sealed partial class ContractsJson : JsonSerializerContext;
