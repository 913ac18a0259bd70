using System.Collections.Immutable;
using Writ.Authority.OAuth;
using Writ.Authority.OAuth.Grants;
using Writ.Authority.Tasks;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Delegations;

/// <summary>
/// Offers tasks to other agents, and reads what is offered when it is taken up. An offer is a decision on the one who delegates (`task/delegate`), and recorded before it
/// leaves; taking it up is a decision on the other (`task/open`). At both times the laws of delegation hold, by the release that is in force then.
/// </summary>
internal sealed class DelegationService(
    IReleases releases, IJournal journal, IStateReader state, IKeyring keyring, IUlidSource ids, TimeProvider time, TokenOptions options)
{
    private readonly OfferSealer sealer = new(keyring, options.TrustDomain);

    /// <summary>Offers a task below another.</summary>
    /// <param name="task">The task that delegates.</param>
    /// <param name="claims">The writ of it that was presented.</param>
    /// <param name="asked">What is to be offered, and to whom.</param>
    /// <param name="details">The same, as it was written.</param>
    /// <param name="request">Who asks, and what is spent for it.</param>
    /// <param name="cancellationToken">Ends the wait before anything is recorded.</param>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so it is not offered.</exception>
    public async ValueTask<OfferingResult> OfferAsync(
        AgentTask task, WritClaims claims, TaskDetails asked, string details, GrantRequest request, CancellationToken cancellationToken)
    {
        if (releases.Current is not { } current)
        {
            return new OfferingResult.Refused(new OAuthRefusal(503, "temporarily_unavailable", new Reason("W2204", "law/release", "no release is in force", "ask the operator to mend the release")));
        }

        var now = time.GetUtcNow();
        var (to, decision) = (DelegationLaws.AgentOf(asked.Delegate!), DecisionId.New(ids));
        var deadline = claims.Limits is null || task.Deadline < claims.Expires ? task.Deadline : claims.Expires;
        var bounds = new DelegationBounds(claims.Limits?.Scope is { } narrower ? [task.Scope, narrower] : [task.Scope], deadline, task.Hops - 1);
        if (claims.Limits?.Uses is not null || asked.Uses is not null)
        {
            return Refuse(task, to, asked, default, decision, [new Reason("W2431", "law/delegation", "counted uses are not delegated", "delegate by a writ whose uses are not counted, and leave `uses` out")]);
        }

        if ((DelegationLaws.Objection(task, to, asked.Intent, current.Release) ?? DelegationLaws.Altered(asked, task) ?? DelegationLaws.Excess(asked, bounds, now)) is { } objection)
        {
            return Refuse(task, to, asked, current.Release.Id, decision, [objection]);
        }

        // An instance is named as it was attested here: the ledger holds no id that somebody made up.
        Condition[] meant = [];
        if (SpiffeId.TryParseWorkload(asked.Delegate, out var one, out _))
        {
            meant = [new Condition.InstanceLives(one)];
            if (await journal.CommitAsync(meant, [], [], cancellationToken) is CommitResult.Refused)
            {
                return Refuse(task, to, asked, current.Release.Id, decision, [new Reason("W2220", "law/delegation", "no such instance lives here", "name the agent, or an instance of it that lives")]);
            }
        }

        var intent = Slug.Parse(asked.Intent);
        var decided = current.Decisions.DecideDelegation(task, task.Actor with { Binding = request.Binding }, to, intent, now);
        if (decided is not { Verdict: Verdict.Allow, Obligations.IsEmpty: true })
        {
            return Refuse(task, to, asked, current.Release.Id, decision, decided.Reasons is { IsEmpty: false } reasons
                ? reasons
                : [new Reason("W2212", "law/obligations", "a policy obliges to something that delegating cannot discharge", "remove the obligation from the policy for `task/delegate`")]);
        }

        var expires = now + DelegationOffer.LongestLife;
        var offer = new DelegationOffer
        {
            Decision = decision,
            Parent = task.Id,
            Epoch = task.Epoch,
            To = asked.Delegate!,
            Details = details,
            Within = claims.Limits?.Scope is { } within ? GrantedDetails.Text(task, within) : null,
            Expires = expires < deadline ? expires : deadline,
            Deadline = deadline,
        };
        var token = sealer.Seal(offer);
        if (token.Length > OfferSealer.MaxLength)
        {
            return Refuse(task, to, asked, current.Release.Id, decision, [new Reason("W2431", "law/delegation", "the details are longer than an offer carries", "say it in fewer words")]);
        }

        var result = await journal.CommitAsync(
            [
                .. Condition.Alive(task, Effects.Read, Subject.PseudonymOf(task.Subject, keyring), now),
                new Condition.InForce(current.Release.Id),
                new Condition.Unspent(claims.Revocation),
                .. meant,
                .. request.Conditions,
            ],
            request.Changes,
            [new LedgerEntry.TaskOffered(task.Id, decision, task.Actor.Instance, offer.To, intent, current.Release.Id, decided.Determining, offer.Expires) { Id = EntryId.New(ids), At = now }],
            cancellationToken);
        return result switch
        {
            CommitResult.Committed => new OfferingResult.Offered(offer, token),
            CommitResult.Refused { Failed: Condition.InForce } => new OfferingResult.Refused(
                new OAuthRefusal(503, "temporarily_unavailable", new Reason("W2211", "law/release", "the release changed meanwhile", "try once more"))),
            CommitResult.Refused refused => new OfferingResult.Refused(OAuthRefusal.Of(WritIssuer.ReasonOf(refused))),
            _ => new OfferingResult.Refused(OAuthRefusal.Of(new Reason("W2304", "law/identity", "the delegation was not recorded", "try once more"))),
        };
    }

    /// <summary>What a token offers a client, as far as could be read; whether it is taken up, the transaction that opens the task decides.</summary>
    /// <param name="token">The token.</param>
    /// <param name="narrower">What the client asks for of it, as `authorization_details`; null for all of it.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<OfferReading> ReadAsync(string token, string? narrower, AttestedInstance client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (sealer.Open(token) is not { } offer || offer.Epoch != journal.Epoch || now >= offer.Expires || !DelegationLaws.IsFor(offer.To, client)
            || await state.FindTaskAsync(offer.Parent, cancellationToken) is not { } parent || releases.Current is not { } current)
        {
            return OfferReading.NotForThisClient;
        }

        if (Details(offer.Details) is not { } offered || (offer.Within is not null && Details(offer.Within)?.Scope is null))
        {
            // What was readable when it was sealed is not by this version: nothing is guessed.
            return OfferReading.NotForThisClient;
        }

        if (DelegationLaws.Objection(parent, client.Agent, offered.Intent, current.Release) is { } objection)
        {
            return new OfferReading.Refused(OAuthRefusal.Grant(objection));
        }

        Scope?[] scopes = [parent.Scope, offer.Within is null ? null : Details(offer.Within)!.Scope, offered.Scope];
        var until = now + offered.Lifetime is { } ends && ends < offer.Deadline ? ends : offer.Deadline;
        var bounds = new DelegationBounds([.. scopes.OfType<Scope>()], until, Math.Min(parent.Hops - 1, offered.Depth ?? DelegationRule.MaxDepth));
        var asked = offered;
        if (narrower is not null)
        {
            switch (TaskDetailsReader.Read(narrower, options))
            {
                case TaskDetailsReading.Read { Details: var read }:
                    asked = read;
                    break;
                case TaskDetailsReading.Refused { Fault: var fault }:
                    return new OfferReading.Refused(fault.Refusal());
                default:
                    return OfferReading.NotForThisClient;
            }

            if (!string.Equals(asked.Intent, offered.Intent, StringComparison.Ordinal) || asked.Goal is not null || !asked.Parameters.IsEmpty || asked.Delegate is not null)
            {
                return new OfferReading.Refused(OAuthRefusal.Details(
                    new Reason("W2431", "law/delegation", "the details speak of another intent, or of parameters or a goal, which the offer has for good", "leave the details out, or ask for less by `actions`, `resources`, `arguments`, `lifetime` and `max_depth`"), "details of another task"));
            }

            if (DelegationLaws.Excess(asked, bounds, now) is { } excess)
            {
                return new OfferReading.Refused(OAuthRefusal.Details(excess, "more than is offered"));
            }
        }

        var delegated = new DelegatedTask(parent, bounds.Scopes, bounds.Deadline, bounds.Hops, current.Release.Intents[parent.Intent].Delegation!.FanOut);
        return new OfferReading.Read(offer, asked with { Parameters = offered.Parameters, Goal = offered.Goal }, delegated, ChannelOf(offered, parent), current.Release.Id);
    }

    // What whoever delegates writes is an agent's word. Only what it passes on unchanged stays as trusted as it was.
    private static TaskChannel ChannelOf(TaskDetails offered, AgentTask parent) =>
        string.Equals(offered.Intent, parent.Intent.ToString(), StringComparison.Ordinal)
        && string.Equals(offered.Goal, parent.Goal, StringComparison.Ordinal)
        && offered.Parameters.Count == parent.Parameters.Count
        && offered.Parameters.All(p => parent.Parameters.TryGetValue(p.Key, out var above) && string.Equals(above.Form, p.Value, StringComparison.Ordinal))
            ? parent.Channel
            : TaskChannel.Agent;

    private TaskDetails? Details(string text) => (TaskDetailsReader.Read(text, options) as TaskDetailsReading.Read)?.Details;

    private OfferingResult.Refused Refuse(AgentTask task, Slug to, TaskDetails asked, ReleaseId release, DecisionId decision, ImmutableArray<Reason> reasons)
    {
        // What names nothing of the release is not written, however well-formed.
        var known = releases.Current?.Release;
        var agent = known?.Agents.ContainsKey(to) == true ? to : default;
        var intent = Slug.TryParse(asked.Intent, null, out var name) && known?.Intents.ContainsKey(name) == true ? name : default;
        journal.Defer(new LedgerEntry.TaskRefused(decision, agent, intent, release, [.. reasons.Select(static r => r.Code).Distinct()]) { Id = EntryId.New(ids), At = time.GetUtcNow(), From = task.Id });
        return new OfferingResult.Refused(new OAuthRefusal(400, reasons[0].Code is "W2431" ? "invalid_authorization_details" : "access_denied", reasons[0])
        {
            Operator = $"delegation refused as {decision}",
            Decision = decision,
            Further = [.. reasons.Skip(1).Select(static r => $"{r.Code}: {r.Text}")],
        });
    }
}
