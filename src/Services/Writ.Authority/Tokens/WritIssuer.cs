using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Tokens;

/// <summary>
/// Issues writs: access tokens (RFC 9068) for one task and one audience, of at most five minutes, each bound to one thing that its presenter has to show.
/// A writ is recorded before it leaves. Thread-safe.
/// </summary>
public sealed class WritIssuer(TokenOptions options, WritKeys keys, IKeyring keyring, IJournal journal, IUlidSource ids, TimeProvider time)
{
    /// <summary>Issues a writ for a live task.</summary>
    /// <param name="task">The task; whether it lives is checked again when the writ is recorded.</param>
    /// <param name="binding">What it is bound to, and when it ends at the latest.</param>
    /// <param name="cancellationToken">Ends the wait before anything is recorded.</param>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so it was not issued.</exception>
    public ValueTask<WritIssuing> IssueAsync(AgentTask task, WritBinding binding, CancellationToken cancellationToken) =>
        IssueAsync(task, binding, WritNarrowing.None, cancellationToken);

    /// <summary>Issues a writ for a live task that allows less than it.</summary>
    /// <param name="task">The task; whether it lives is checked again when the writ is recorded.</param>
    /// <param name="binding">What it is bound to, and when it ends at the latest.</param>
    /// <param name="narrowing">How it is less.</param>
    /// <param name="cancellationToken">Ends the wait before anything is recorded.</param>
    /// <exception cref="ArgumentException">The scope does not lie within the task's.</exception>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so it was not issued.</exception>
    public async ValueTask<WritIssuing> IssueAsync(AgentTask task, WritBinding binding, WritNarrowing narrowing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentNullException.ThrowIfNull(narrowing);
        if (narrowing.Scope?.IsSubsetOf(task.Scope) == false)
        {
            throw new ArgumentException("a writ's scope lies within its task's", nameof(narrowing));
        }

        if (Delegation.IsTooDeep(task))
        {
            return new WritIssuing.Refused(new Reason("W2435", "law/delegation", $"there are more than {Delegation.MostActors} actors, and none is ever left out", "delegate less deeply"));
        }

        var now = time.GetUtcNow();
        DateTimeOffset?[] ends = [now + TokenOptions.LongestLife, task.Deadline, binding.Until, now + narrowing.Lifetime, narrowing.Until];
        var claims = new WritClaims(WritId.New(ids), task.Id, task.Epoch, task.Actor.Instance, binding.Confirmation, ends.Min()!.Value);
        var signer = keys.Current;

        // Signed before it is recorded: a key that is destroyed in between leaves no writ on record that nobody has. It leaves here only once it is recorded.
        var draft = Draft(task, claims, narrowing, signer.KeyId, now);
        var token = draft.Complete(keyring.Sign(signer.Generation, draft.SigningInput));
        var result = await journal.CommitAsync(
            [
                .. Condition.Alive(task, Effects.Read, Subject.PseudonymOf(task.Subject, keyring), now),
                .. binding.Conditions,
            ],
            binding.Changes,
            [
                new LedgerEntry.WritIssued(task.Id, claims.Id, options.Audience, claims.Confirmation.Binding, claims.Expires)
                {
                    Id = EntryId.New(ids),
                    At = now,
                    From = narrowing.From,
                    Narrowed = narrowing.Scope is null ? default : keyring.Digest(DigestPurpose.Narrowing, GrantedDetails.InToken(task, narrowing)),
                    Uses = narrowing.Uses,
                },
            ],
            cancellationToken);
        return result is CommitResult.Refused refused
            ? new WritIssuing.Refused(ReasonOf(refused))
            : new WritIssuing.Issued(token, claims) { Lifetime = claims.Expires - now };
    }

    private JwsDraft Draft(AgentTask task, WritClaims claims, WritNarrowing narrowing, string? keyId, DateTimeOffset now)
    {
        var token = new JwtBuilder(WritClaimNames.Type)
            .Claim("iss", options.Issuer)
            .Claim("sub", Delegation.SubjectOf(task, keyring))
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
                if (narrowing.IsAny)
                {
                    json.WriteBoolean(WritClaimNames.Narrowed, true);
                }

                json.WriteEndObject();
            })
            .Claim(ConfirmationClaim.Name, json => ConfirmationClaim.Write(json, claims.Confirmation, claims.Instance))
            .Claim(WritClaimNames.Details, json => json.WriteRawValue(GrantedDetails.InToken(task, narrowing)));
        return (Delegation.ActorOf(task) is { } actor ? token.Claim("act", json => Delegation.Write(json, actor)) : token).ToDraft(keyId);
    }

    internal static Reason ReasonOf(CommitResult.Refused refused) => refused.Failed switch
    {
        Condition.TaskLive => new Reason("W2301", "law/live-task", $"the task is not open: {refused.Found}", "a new task must be opened"),
        Condition.Unspent { Spend.Kind: "writ" } => new Reason("W2426", "law/identity", "the subject token is no writ of this client's that is in force", "exchange a writ that was issued to this very instance"),
        Condition.Unspent { Spend.Kind: "assertion" } => new Reason("W2423", "law/identity", "the client is not authenticated", "make one assertion for each request"),
        Condition.UsesLeft => new Reason("W2437", "law/uses", $"the writ has fewer uses than were asked for: {refused.Found}", "ask for fewer, or exchange another writ"),
        Condition.Unspent => new Reason("W2302", "law/single-use", "this proof was used before", "make a new proof for each request"),
        Condition.NotContained => new Reason("W2303", "law/contained", "an operator contained this agent", "wait until an operator restores it"),
        _ => new Reason("W2304", "law/identity", "the instance is no longer alive here", "run the agent again with `writ run`"),
    };
}
