using System.Text;
using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Authority.Issuers;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Joining;

/// <summary>
/// Makes workloads on other machines instances: by a join token of an operator, or by a token of a registered identity provider that a registration entry describes. Each
/// proves a key, gets an X.509-SVID for it, and lives until that ends, unless it renews by a proof of the same key. One transaction takes the token, notes the instance and
/// records what is issued; without all of it there is nothing.
/// </summary>
internal sealed class JoinService(
    TrustDomain trustDomain, InstanceRegistry instances, SvidAuthority authority, IReleases releases, IUlidSource ids, TimeProvider time, IIssuerTokens issuers)
{
    // A release that changes meanwhile is asked again, not guessed at.
    private const int MostTries = 3;

    /// <summary>Joins by a join token.</summary>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so nothing happened.</exception>
    public async ValueTask<JoinResult> JoinAsync(JoinToken token, ProvenKey key, ProofVerdict.Verified proof, CancellationToken cancellationToken) =>
        await JoinAsync(
            release => release.Agents.ContainsKey(token.Agent) ? WorkloadPath.OfAgent(token.Agent) : default,
            AttestationMethod.JoinToken, key, proof, new Condition.JoinOffered(token.Digest, token.Agent, time.GetUtcNow()), new Change.TakeJoin(token.Digest), static _ => default, cancellationToken);

    /// <summary>Joins by a token of an identity provider, which is good for one instance.</summary>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so nothing happened.</exception>
    public async ValueTask<JoinResult> JoinAsync(string identityToken, ProvenKey key, ProofVerdict.Verified proof, CancellationToken cancellationToken)
    {
        switch (await issuers.VerifyAsync(identityToken, IssuerUse.Workload, cancellationToken))
        {
            case IssuerTokenVerification.Verified verified:
                // By what was signed: the signature itself may have a second spelling.
                var spend = new SpendKey("join", Digest256.Sha256(Encoding.UTF8.GetBytes(identityToken[..identityToken.LastIndexOf('.')])));
                return await JoinAsync(
                    release => ClaimSelectors.PathOf(release, verified), AttestationMethod.Issuer, key, proof,
                    new Condition.Unspent(spend), new Change.Spend(spend, verified.Token.ExpiresAt + ProofCheck.Window), release => ClaimSelectors.DigestOf(release, verified), cancellationToken);
            case IssuerTokenVerification.Refused refused:
                return new JoinResult.Refused(refused.Operator);
            default:
                return new JoinResult.Refused("the identity provider's token was not judged");
        }
    }

    /// <summary>Stays an instance, by a proof of the key that it joined with.</summary>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so nothing happened.</exception>
    public async ValueTask<JoinResult> RenewAsync(SpiffeId id, ProvenKey key, ProofVerdict.Verified proof, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            // The lease ends with the certificate, and it is asked again here: what ended is not begun again.
            if (instances.Find(id) is not { LeaseEnds: not null } instance || instance.PublicKey != key.Jwk)
            {
                return new JoinResult.Refused("no instance that joined with this key has this id and a lease");
            }

            if (releases.Current?.Release is not { } release || !IsStillRegistered(release, instance))
            {
                return new JoinResult.Refused($"{instance.Id} is not registered any more");
            }

            var renewal = new SvidIssue(
                [new Condition.InForce(release.Id), new Condition.InstanceLives(id), new Condition.NotContained(ContainmentKey.Instance(id)), .. NotContained(instance.Path), proof.Unspent],
                svid => [new Change.RenewLease(id, svid.Expires), proof.Spend],
                static _ => []);
            switch (await authority.IssueX509Async(id, key.Key, renewal, cancellationToken))
            {
                case ({ } svid, _):
                    instances.Renew(id, svid.Expires);
                    return new JoinResult.Joined(instance with { LeaseEnds = svid.Expires }, svid);
                case (_, { Failed: Condition.InForce }):
                    continue;
                case (_, { Failed: Condition.Unspent }):
                    return new JoinResult.Replayed();
                case (_, var refused):
                    return new JoinResult.Refused($"{id}: {refused?.Found}");
            }
        }

        return new JoinResult.Refused("the release changed again and again");
    }

    private static bool IsStillRegistered(Release release, AttestedInstance instance) => instance.Method == AttestationMethod.Issuer
        ? ClaimSelectors.StillDescribe(release, instance)
        : release.Agents.ContainsKey(instance.Agent);

    private static IEnumerable<Condition> NotContained(WorkloadPath path) => path.Agent.IsDefault
        ? [new Condition.NotContained(ContainmentKey.Everything)]
        : [new Condition.NotContained(ContainmentKey.Everything), new Condition.NotContained(ContainmentKey.Agent(path.Agent))];

    private async ValueTask<JoinResult> JoinAsync(
        Func<Release, WorkloadPath> pathOf, AttestationMethod method, ProvenKey key, ProofVerdict.Verified proof, Condition offered, Change taken, Func<Release, Digest256> selectorsOf, CancellationToken cancellationToken)
    {
        // Before the token is looked at for anything, so that it says nothing of any.
        if (instances.JoinedIsFull)
        {
            return new JoinResult.Full();
        }

        for (var tries = 0; tries < MostTries; tries++)
        {
            if (releases.Current?.Release is not { } release || pathOf(release) is not { IsDefault: false } path)
            {
                return new JoinResult.Refused("nothing of the release in force is registered for this token, or more than one class is");
            }

            // Whether a class is full is said to whoever has a token that was verified. A join token is judged by the commit, and what is said before that would say which
            // agents there are.
            if (!instances.ReserveJoin(path))
            {
                return method == AttestationMethod.Issuer ? new JoinResult.Full() : new JoinResult.Refused($"as many of {path} joined as may");
            }

            try
            {
                if (await JoinAsync(path, release, method, key, proof, offered, taken, selectorsOf(release), cancellationToken) is { } result)
                {
                    return result;
                }
            }
            finally
            {
                instances.ReleaseJoin(path);
            }
        }

        return new JoinResult.Refused("the release changed again and again");
    }

    // Null when another release is in force by now.
    private async ValueTask<JoinResult?> JoinAsync(
        WorkloadPath path, Release release, AttestationMethod method, ProvenKey key, ProofVerdict.Verified proof, Condition offered, Change taken, Digest256 selectors, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = path.Instance(trustDomain, ids.Next());
        AttestedInstance? instance = null;
        AttestedInstance Instance(IssuedX509Svid svid) => instance ??= new AttestedInstance(id, path.Agent, Assurance.Remote, 0, 0, "", 0, default, now)
        {
            Method = method, Selectors = selectors, PublicKey = key.Jwk, LeaseEnds = svid.Expires,
        };

        // The proof is asked last: that it was used before is said only to whoever has a token that is good.
        var joining = new SvidIssue(
            [new Condition.InForce(release.Id), .. NotContained(path), offered, proof.Unspent],
            svid => [taken, new Change.AttestInstance(Instance(svid)), proof.Spend],
            svid => [new LedgerEntry.InstanceAttested(Instance(svid)) { Id = EntryId.New(ids), At = now }]);
        switch (await authority.IssueX509Async(id, key.Key, joining, cancellationToken))
        {
            case ({ } svid, _):
                instances.Adopt(Instance(svid));
                return new JoinResult.Joined(Instance(svid), svid);
            case (_, { Failed: Condition.InForce }):
                return null;
            case (_, { Failed: Condition.Unspent unspent }) when unspent == proof.Unspent:
                return new JoinResult.Replayed();
            case (_, var refused):
                return new JoinResult.Refused($"{path}: {refused?.Failed.GetType().Name}, {refused?.Found}");
        }
    }
}
