using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Tokens;

/// <summary>
/// Issues writs: access tokens (RFC 9068) for one task and one audience, of at most five minutes, bound to the key of a proof or to the instance's attested socket.
/// A writ is recorded before it leaves. Thread-safe.
/// </summary>
public sealed class WritIssuer(TokenOptions options, WritKeys keys, IKeyring keyring, IJournal journal, IUlidSource ids, TimeProvider time)
{
    /// <summary>Issues a writ for a live task.</summary>
    /// <param name="task">The task; whether it lives is checked again when the writ is recorded.</param>
    /// <param name="key">The thumbprint of the key of a verified proof; the default to bind it to the instance's attested socket.</param>
    /// <param name="conditions">What else must hold, such as the proof's being unspent.</param>
    /// <param name="changes">What is taken, such as that proof.</param>
    /// <param name="cancellationToken">Ends the wait before anything is recorded.</param>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so it was not issued.</exception>
    public async ValueTask<WritIssuing> IssueAsync(
        AgentTask task, JwkThumbprint key, IEnumerable<Condition> conditions, IEnumerable<Change> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        var now = time.GetUtcNow();
        var latest = now + TokenOptions.LongestLife;
        var claims = new WritClaims(WritId.New(ids), task.Id, task.Epoch, task.Actor.Instance, key, task.Deadline < latest ? task.Deadline : latest);
        var signer = keys.Current;
        var draft = Draft(task, claims, signer.KeyId, now);

        var result = await journal.CommitAsync(
            [
                new Condition.TaskLive(task.Id, Effects.Read, now),
                new Condition.InstanceLives(task.Actor.Instance),
                new Condition.NotContained(ContainmentKey.Everything),
                new Condition.NotContained(ContainmentKey.Agent(task.Actor.Agent)),
                new Condition.NotContained(ContainmentKey.Instance(task.Actor.Instance)),
                .. conditions,
            ],
            [.. changes],
            [new LedgerEntry.WritIssued(task.Id, claims.Id, options.Audience, claims.Binding, claims.Expires) { Id = EntryId.New(ids), At = now }],
            cancellationToken);
        return result is CommitResult.Refused refused
            ? new WritIssuing.Refused(ReasonOf(refused))
            : new WritIssuing.Issued(draft.Complete(keyring.Sign(signer.Generation, draft.SigningInput)), claims);
    }

    private JwsDraft Draft(AgentTask task, WritClaims claims, string? keyId, DateTimeOffset now)
    {
        var token = new JwtBuilder(WritClaimNames.Type)
            .Claim("iss", options.Issuer)
            .Claim("sub", claims.Instance.ToString())
            .Claim("aud", options.Audience)
            .Claim("client_id", claims.Instance.ToString())
            .Claim("iat", now)
            .Claim("exp", claims.Expires)
            .Claim("jti", claims.Id.ToString())
            .Claim(WritClaimNames.Task, json =>
            {
                json.WriteStartObject();
                json.WriteString("id", claims.Task.ToString());
                json.WriteString("intent", task.Intent.ToString());
                json.WriteNumber("epoch", claims.Epoch);
                json.WriteEndObject();
            });
        token = claims.Key.IsDefault
            ? token.Claim("cnf", json =>
            {
                json.WriteStartObject();
                json.WriteString(WritClaimNames.BoundInstance, claims.Instance.ToString());
                json.WriteEndObject();
            })
            : token.Confirmation(claims.Key);
        return token.ToDraft(keyId);
    }

    private static Reason ReasonOf(CommitResult.Refused refused) => refused.Failed switch
    {
        Condition.TaskLive => new Reason("W2301", "law/live-task", $"the task is not open: {refused.Found}", "a new task must be opened"),
        Condition.Unspent => new Reason("W2302", "law/single-use", "this proof was used before", "make a new proof for each request"),
        Condition.NotContained => new Reason("W2303", "law/contained", "an operator contained this agent", "wait until an operator restores it"),
        _ => new Reason("W2304", "law/identity", "the instance is no longer alive here", "run the agent again with `writ run`"),
    };
}
