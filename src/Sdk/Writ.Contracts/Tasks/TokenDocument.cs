using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>A writ as the token endpoint answers it (RFC 6749 §5.1).</summary>
/// <param name="AccessToken">The writ; a credential.</param>
/// <param name="TokenType">`DPoP` when it is bound to a proof's key (RFC 9449 §5), `Bearer` when to the instance's attested socket, where alone it is good.</param>
/// <param name="ExpiresIn">Seconds until it ends.</param>
/// <param name="Task">The task it is for.</param>
/// <param name="IssuedTokenType">What it is, when it was exchanged for (RFC 8693 §2.2.1); null otherwise.</param>
public sealed record TokenDocument(string AccessToken, string TokenType, long ExpiresIn, string Task, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? IssuedTokenType = null)
{
    /// <summary>What the writ is good for, as granted (RFC 9396 §7); null when the request had no details.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TaskDetailsDocument>? AuthorizationDetails { get; init; }

    /// <summary>The task, never the token.</summary>
    public override string ToString() => Task;
}
