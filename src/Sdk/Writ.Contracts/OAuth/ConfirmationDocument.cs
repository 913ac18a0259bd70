using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>What a writ is bound to (RFC 7800 §3.1): exactly one of these.</summary>
public sealed record ConfirmationDocument
{
    /// <summary>The thumbprint of the key of its proofs (RFC 9449 §6.2).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Jkt { get; init; }

    /// <summary>The SHA-256 of the TLS client certificate, in base64url (RFC 8705 §3.2).</summary>
    [JsonPropertyName("x5t#S256")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? X5tS256 { get; init; }

    /// <summary>The instance whose attested socket it is good on.</summary>
    [JsonPropertyName("urn:writ:instance")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Instance { get; init; }
}
