using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>Whether a token is in force, and what it says (RFC 7662 §2.2).</summary>
/// <param name="Active">Whether it is; nothing else is said of one that is not.</param>
public sealed record IntrospectionDocument(bool Active)
{
    /// <summary>Said of whatever is not in force, or not the asker's.</summary>
    public static IntrospectionDocument Inactive { get; } = new(Active: false);

    /// <summary>Who issued it.</summary>
    [JsonPropertyName("iss")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Issuer { get; init; }

    /// <summary>On whose behalf: a pseudonym of the subject, or the instance itself.</summary>
    [JsonPropertyName("sub")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subject { get; init; }

    /// <summary>Who acts on the subject's behalf; null when the instance acts for itself.</summary>
    [JsonPropertyName("act")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ActorDocument? Actor { get; init; }

    /// <summary>Where it is good.</summary>
    [JsonPropertyName("aud")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Audience { get; init; }

    /// <summary>Whom it was issued to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientId { get; init; }

    /// <summary>Its own id.</summary>
    [JsonPropertyName("jti")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? JwtId { get; init; }

    /// <summary>When it ends, in seconds since 1970.</summary>
    [JsonPropertyName("exp")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Expires { get; init; }

    /// <summary>`DPoP` or `Bearer`.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TokenType { get; init; }

    /// <summary>What it is bound to.</summary>
    [JsonPropertyName("cnf")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConfirmationDocument? Confirmation { get; init; }

    /// <summary>What it is good for (RFC 9396 §9.2).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TaskDetailsDocument>? AuthorizationDetails { get; init; }

    /// <summary>The task it is for.</summary>
    [JsonPropertyName("urn:writ:task")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Task { get; init; }
}
