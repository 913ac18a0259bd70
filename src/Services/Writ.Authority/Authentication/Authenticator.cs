using System.Collections.Immutable;
using Writ.Authority.Attestation;
using Writ.Authority.Tasks;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;

namespace Writ.Authority.Authentication;

/// <summary>
/// Names the instance and the task behind a message, by one proof of possession: the attested local socket, with or without a writ that is bound to it; a writ with a
/// fresh DPoP proof by the key it names; or a writ on a TLS connection with the client certificate it names. On the network only the last two are good. The task is
/// read anew each time; what it may still do, the decision and the Record transaction judge. Thread-safe.
/// </summary>
public sealed class Authenticator(
    InstanceRegistry instances, WritVerifier writs, ProofCheck proofs, DpopNonces nonces, IStateReader state, IJournal journal, NamedTasks latest) : IAuthenticator
{
    private const string BearerScheme = "Bearer ";
    private const string DpopScheme = "DPoP ";

    /// <inheritdoc />
    public ValueTask<Domain.Authentication> AuthenticateAsync(Presented presented, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(presented);
        if (presented.Peer is null)
        {
            return presented.Authorization is null
                ? new(AuthenticationReasons.NothingPresented())
                : ByWritAsync(presented, null, cancellationToken);
        }

        return instances.Attest(presented.Peer) switch
        {
            PeerAttestation.Known known when presented.Authorization is null => BySocketAsync(known.Instance, cancellationToken),
            PeerAttestation.Known known => ByWritAsync(presented, known.Instance, cancellationToken),
            PeerAttestation.Stranger stranger => new(new Domain.Authentication.Refused(stranger.Reason, stranger.Operator)),
            PeerAttestation.Refused refused => new(new Domain.Authentication.Refused(refused.Reason, refused.Operator)),
            _ => new(AuthenticationReasons.NothingPresented()),
        };
    }

    private async ValueTask<Domain.Authentication> BySocketAsync(AttestedInstance instance, CancellationToken cancellationToken)
    {
        AgentTask? known = null;
        var version = latest.Version;
        if (latest.TryFind(instance.Id, out var id))
        {
            known = await state.FindTaskAsync(id, cancellationToken);
            if (known is { Standing.IsLive: true })
            {
                return Named(known, instance, Binding.Socket, default, [], []);
            }
        }

        switch (await state.LiveTasksOfAsync(instance.Id, cancellationToken))
        {
            case [var only]:
                latest.Remember(instance.Id, only.Id, version);
                return Named(only, instance, Binding.Socket, default, [], []);
            case { IsEmpty: true }:
                // A task that ended is named all the same: the law that refuses it says how it ended, and the ledger which one it was.
                return known is null ? AuthenticationReasons.NoTask(instance.Id) : Named(known, instance, Binding.Socket, default, [], []);
            default:
                return AuthenticationReasons.SeveralTasks(instance.Id);
        }
    }

    private async ValueTask<Domain.Authentication> ByWritAsync(Presented presented, AttestedInstance? attested, CancellationToken cancellationToken)
    {
        if (Token(presented.Authorization!, out var isDpop) is not { } token)
        {
            return AuthenticationReasons.Scheme();
        }

        WritClaims claims;
        switch (writs.Verify(token))
        {
            case WritVerification.Verified verified:
                claims = verified.Claims;
                break;
            case WritVerification.Refused refused:
                return AuthenticationReasons.Writ(refused.Reason.Describe());
            default:
                return AuthenticationReasons.Writ("the writ was not judged");
        }

        if (presented.Certificate is { IsBelieved: false } ended)
        {
            return AuthenticationReasons.CertificateEnded(ended.Id);
        }

        // A copy is worthless elsewhere: in another process's hands the kernel names another instance, or none, and so does another's certificate.
        if ((attested?.Id ?? presented.Certificate?.Id) is { } presenter && presenter != claims.Instance)
        {
            return AuthenticationReasons.AnothersWrit(claims.Id, presenter);
        }

        if (instances.IsEnding(claims.Instance))
        {
            return AuthenticationReasons.InstanceEnded(claims.Instance);
        }

        if (claims.Epoch != journal.Epoch)
        {
            return AuthenticationReasons.Writ($"{claims.Id} is of epoch {claims.Epoch}");
        }

        var (proof, refusal) = Possession(presented, attested, claims, token, isDpop);
        if (refusal is not null)
        {
            return refusal;
        }

        // A writ that its holder took back is refused where races end, in the Record transaction.
        ImmutableArray<Condition> conditions = [new Condition.Unspent(claims.Revocation), .. proof is null ? [] : (Condition[])[proof.Unspent]];
        ImmutableArray<Change> changes = proof is null ? [] : [proof.Spend];
        return await state.FindTaskAsync(claims.Task, cancellationToken) is { } task && task.Actor.Instance == claims.Instance
            ? Named(task, attested, claims.Confirmation.Binding, claims.Id, conditions, changes) with { Limits = claims.Limits }
            : AuthenticationReasons.Writ($"{claims.Id} points at a task that is not there");
    }

    // Whether the presenter showed what the writ is bound to: nothing that is spent, or a proof that is, or the reason why not.
    private (ProofVerdict.Verified? Proof, Domain.Authentication.Refused? Refusal) Possession(Presented presented, AttestedInstance? attested, WritClaims claims, string token, bool isDpop)
    {
        switch (claims.Confirmation)
        {
            case Confirmation.Socket:
                return (null, attested is null ? AuthenticationReasons.SocketOnly(claims.Id) : isDpop ? AuthenticationReasons.Scheme() : null);
            case Confirmation.Certificate bound:
                // The very certificate: another one of the same instance is another key.
                return (null, presented.Certificate?.Certificate != bound.Thumbprint ? AuthenticationReasons.Certificate(claims.Id) : isDpop ? AuthenticationReasons.Scheme() : null);
            case Confirmation.Key when !isDpop:
                // A writ that names a key is never good as a bearer (RFC 9449 §7.2).
                return (null, AuthenticationReasons.ProofMissing(claims.Id));
            case Confirmation.Key bound:
                // On the socket the kernel vouches for the process, which a proof made beforehand does not get past.
                return proofs.Check(presented.Proof, presented.Method, presented.Target, token, attested is null ? nonces.Taken : []) switch
                {
                    ProofVerdict.Verified verified when verified.Key == bound.Thumbprint => (verified, null),
                    ProofVerdict.Verified => (null, AuthenticationReasons.Proof("the proof is by another key than the writ names")),
                    ProofVerdict.Refused { Reason: DpopRefusal.NonceMissing or DpopRefusal.NonceMismatch } refused => (null, AuthenticationReasons.Nonce(refused.Operator)),
                    ProofVerdict.Refused refused => (null, AuthenticationReasons.Proof(refused.Operator)),
                    _ => (null, AuthenticationReasons.Proof("the proof was not judged")),
                };
            default:
                return (null, AuthenticationReasons.Writ($"{claims.Id} is bound to nothing that is known"));
        }
    }

    // The assurance is that of the process which speaks, when that is less than its instance was opened with: the launcher itself may be of Writ's own uid.
    private static Domain.Authentication.Named Named(
        AgentTask task, AttestedInstance? attested, Binding binding, WritId writ, ImmutableArray<Condition> conditions, ImmutableArray<Change> changes)
    {
        var assurance = attested is not null && attested.Assurance < task.Actor.Assurance ? attested.Assurance : task.Actor.Assurance;
        return new(task.Actor with { Binding = binding, Assurance = assurance }, task, writ, conditions, changes);
    }

    private static string? Token(string header, out bool isDpop)
    {
        isDpop = header.StartsWith(DpopScheme, StringComparison.OrdinalIgnoreCase);
        return isDpop ? header[DpopScheme.Length..]
            : header.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase) ? header[BearerScheme.Length..]
            : null;
    }
}
