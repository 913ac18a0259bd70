using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>Who acts (RFC 8693 §4.1): the instance that holds the writ outermost, and inside it those that delegated to it, nearest first. Only the outermost is to be relied on.</summary>
/// <param name="Subject">The SPIFFE id of the instance.</param>
/// <param name="Issuer">The trust domain that the id is of.</param>
/// <param name="Profile">What kind of thing acts.</param>
public sealed record ActorDocument(
    [property: JsonPropertyName("sub")] string Subject, [property: JsonPropertyName("iss")] string Issuer, [property: JsonPropertyName("sub_profile")] string Profile)
{
    /// <summary>Who delegated to it; null when nobody did.</summary>
    [JsonPropertyName("act")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ActorDocument? Actor { get; init; }
}
