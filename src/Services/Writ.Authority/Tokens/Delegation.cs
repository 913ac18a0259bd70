using System.Text.Json;
using Writ.Contracts;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;

namespace Writ.Authority.Tokens;

/// <summary>Writes and reads on whose behalf a writ is, and who acts: `sub`, and `act` nested by the chain of those that delegated (RFC 8693 §4.1), whole or not at all.</summary>
internal static class Delegation
{
    /// <summary>The most actors of a writ, the instance that holds it among them.</summary>
    public const int MostActors = 8;

    /// <summary>What a subject's pseudonym begins with: no SPIFFE id does.</summary>
    public const string PseudonymPrefix = "sub_";

    private const string Agent = "ai_agent";

    /// <summary>Whether there are more actors than a writ names.</summary>
    public static bool IsTooDeep(AgentTask task) => Chain(task).Length >= MostActors;

    /// <summary>`sub`: a keyed digest of the subject, the same for each task of this installation and meaningless elsewhere; without a subject, the instance that all began with.</summary>
    public static string SubjectOf(AgentTask task, IKeyring keyring) =>
        task.Subject is not null ? PseudonymPrefix + Subject.PseudonymOf(task.Subject, keyring)
        : Chain(task) is [.., var first] ? first.ToString()
        : task.Actor.Instance.ToString();

    /// <summary>`act`; null when the instance acts for itself.</summary>
    public static ActorDocument? ActorOf(AgentTask task)
    {
        // Without a subject, the instance that all began with is `sub` and no actor.
        var delegators = task.Subject is null && Chain(task) is [.. var others, _] ? others : Chain(task);
        if (task.Subject is null && Chain(task) is [])
        {
            return null;
        }

        ActorDocument? inner = null;
        for (var i = delegators.Length - 1; i >= 0; i--)
        {
            inner = One(delegators[i], inner);
        }

        return One(task.Actor.Instance, inner);
    }

    /// <summary>Writes `act`.</summary>
    public static void Write(Utf8JsonWriter json, ActorDocument actor) => JsonSerializer.Serialize(json, actor, ContractsJson.Default.ActorDocument);

    /// <summary>Whether the claims say in one voice which instance holds the token: `client_id`, and `act` or `sub` outermost.</summary>
    public static bool TryReadHolder(VerifiedJwt token, out SpiffeId instance)
    {
        instance = default;
        if (!token.Claims.TryGetString("client_id", out var client) || token.Subject is not { Length: > 0 } subject)
        {
            return false;
        }

        if (!token.Claims.Contains("act"))
        {
            return string.Equals(subject, client, StringComparison.Ordinal) && SpiffeId.TryParseWorkload(client, out instance, out _);
        }

        return token.Claims.TryGetObject("act", out var actor) && actor.TryGetString("sub", out var acts) && string.Equals(acts, client, StringComparison.Ordinal)
            && !string.Equals(subject, client, StringComparison.Ordinal) && SpiffeId.TryParseWorkload(client, out instance, out _);
    }

    private static SpiffeId[] Chain(AgentTask task) => task.Actor.Chain.IsDefaultOrEmpty ? [] : [.. task.Actor.Chain];

    private static ActorDocument One(SpiffeId instance, ActorDocument? inner) => new(instance.ToString(), instance.TrustDomain.Id.ToString(), Agent) { Actor = inner };
}
