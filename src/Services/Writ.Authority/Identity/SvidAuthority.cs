using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Identity;

/// <summary>
/// The SPIFFE authority of the trust domain: issues X.509-SVIDs and JWT-SVIDs and says what they are verified with. What is issued is recorded before it leaves,
/// in a transaction that refuses whoever has ended or is contained. Its keys rotate with overlap; a root and a key of tokens are published before they sign. Thread-safe.
/// </summary>
public sealed class SvidAuthority
{
    private readonly TrustDomain trustDomain;
    private readonly IIdentityKeys keys;
    private readonly IdentityOptions options;
    private readonly IKeyring keyring;
    private readonly IJournal journal;
    private readonly IUlidSource ids;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim changing = new(1, 1);
    private readonly Lock gate = new();
    private SigningState? state;
    private ImmutableArray<TrustBundle> federated = [];
    private TaskCompletionSource changed = NewSignal();

    /// <summary>Takes the keys; <see cref="KeepAsync"/> makes those that are missing.</summary>
    public SvidAuthority(TrustDomain trustDomain, IIdentityKeys keys, IdentityOptions options, IKeyring keyring, IJournal journal, IUlidSource ids, TimeProvider time)
    {
        this.trustDomain = trustDomain;
        this.keys = keys;
        this.options = options;
        this.keyring = keyring;
        this.journal = journal;
        this.ids = ids;
        this.time = time;
    }

    /// <summary>What this trust domain's SVIDs are verified with.</summary>
    public TrustBundle Bundle => State.Bundle;

    /// <summary>Whose SVIDs are believed here, each by its own trust domain's bundle: this one and those that are federated with. Being believed gives a foreign workload no authority.</summary>
    public BundleSet Bundles
    {
        get
        {
            var own = Bundle;
            lock (gate)
            {
                return BundleSet.Of([own, .. federated]);
            }
        }
    }

    /// <summary>Completes when a bundle or the issuer is another than now. Ask for it before reading what it guards.</summary>
    public Task Changed => Volatile.Read(ref changed).Task;

    private SigningState State => Volatile.Read(ref state) ?? throw new InvalidOperationException("the authority has no keys yet");

    /// <summary>The keys, oldest first, and what each is doing.</summary>
    public ImmutableArray<(IdentityKey Key, IdentityKeyState State)> Keys()
    {
        var (all, now) = (keys.All, time.GetUtcNow());
        return [.. all.Select(key => (key, SigningState.Signs(all, key.Kind, options, now) is { } signs && signs.Number != key.Number
            ? key.Number > signs.Number ? IdentityKeyState.Published : IdentityKeyState.Retiring
            : IdentityKeyState.Signing))];
    }

    /// <summary>Makes the keys that are due and destroys those that have ended; does nothing in between. Called at start and every minute.</summary>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so nothing changed.</exception>
    public async ValueTask KeepAsync(CancellationToken cancellationToken)
    {
        await changing.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            var (made, destroyed) = new KeySchedule(keys, trustDomain, options).Due(now);
            if (made.IsEmpty && destroyed.IsEmpty)
            {
                Renew(now);
                return;
            }

            await ChangeAsync(made, destroyed, state is null && keys.All.IsEmpty ? "first-start" : made.IsEmpty ? "expired" : "schedule", now, cancellationToken);
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Makes every key anew and destroys all others: whatever was issued before is worth nothing from here on. For when a key may have leaked.</summary>
    /// <param name="cause">Why, as it stands in the ledger.</param>
    /// <param name="cancellationToken">Ends the wait before anything is recorded.</param>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so nothing changed.</exception>
    public async ValueTask ReplaceAllAsync(string cause, CancellationToken cancellationToken)
    {
        await changing.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            await ChangeAsync(new KeySchedule(keys, trustDomain, options).Anew(now), keys.All, cause, now, cancellationToken);
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Issues an X.509-SVID to an instance that lives; null when it has ended or is contained.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="key">Its public key.</param>
    /// <param name="cancellationToken">Ends the wait before anything is recorded.</param>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so it was not issued.</exception>
    public async ValueTask<IssuedX509Svid?> IssueX509Async(AttestedInstance instance, PublicKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var now = time.GetUtcNow();
        var (issued, entry) = Make(instance.Id, key, [], [], now);
        return await journal.CommitAsync(Conditions(instance), [], [entry], cancellationToken) is CommitResult.Committed ? issued : null;
    }

    /// <summary>Issues an X.509-SVID in the same transaction as whatever else; nothing of it happens, with what did not hold, when a condition does not.</summary>
    /// <param name="holder">Whose it is.</param>
    /// <param name="key">The holder's public key.</param>
    /// <param name="with">What else.</param>
    /// <param name="cancellationToken">Ends the wait before anything is recorded.</param>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so it was not issued.</exception>
    internal async ValueTask<(IssuedX509Svid? Issued, CommitResult.Refused? Refused)> IssueX509Async(SpiffeId holder, PublicKey key, SvidIssue with, CancellationToken cancellationToken)
    {
        var (issued, entry) = Make(holder, key, [], [], time.GetUtcNow());
        var result = await journal.CommitAsync(with.Conditions, with.Changes(issued), [.. with.Entries(issued), entry], cancellationToken);
        return result is CommitResult.Committed ? (issued, null) : (null, result as CommitResult.Refused);
    }

    /// <summary>Issues an X.509-SVID to one of Writ's own zones, good for a listener of this host.</summary>
    /// <param name="zone">The zone's id.</param>
    /// <param name="key">Its public key.</param>
    /// <param name="names">Names of the host beside the id.</param>
    /// <param name="addresses">Addresses of the host beside the id.</param>
    /// <param name="cancellationToken">Ends the wait before anything is recorded.</param>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so it was not issued.</exception>
    public async ValueTask<IssuedX509Svid> IssueX509Async(SpiffeId zone, PublicKey key, ImmutableArray<string> names, ImmutableArray<IPAddress> addresses, CancellationToken cancellationToken)
    {
        if (!zone.IsMemberOf(trustDomain) || !zone.HasPathPrefix("zone"))
        {
            throw new ArgumentException($"`{zone}` is no zone of {trustDomain}", nameof(zone));
        }

        var (issued, entry) = Make(zone, key, names, addresses, time.GetUtcNow());
        await journal.CommitAsync([], [], [entry], cancellationToken);
        return issued;
    }

    /// <summary>Issues a JWT-SVID to an instance that lives; null when it has ended or is contained.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="audiences">Whom it is for; one or more.</param>
    /// <param name="cancellationToken">Ends the wait before anything is recorded.</param>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so it was not issued.</exception>
    public async ValueTask<string?> IssueJwtAsync(AttestedInstance instance, ImmutableArray<string> audiences, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var now = time.GetUtcNow();
        var expires = now + options.JwtSvid;
        var audience = keyring.Digest(DigestPurpose.Audiences, System.Text.Encoding.UTF8.GetBytes(string.Join('\n', audiences)));
        var entry = new LedgerEntry.JwtSvidIssued(instance.Id, audience, expires) { Id = EntryId.New(ids), At = now };
        return await journal.CommitAsync(Conditions(instance), [], [entry], cancellationToken) is CommitResult.Committed
            ? State.IssueJwt(instance.Id, audiences, now, expires)
            : null;
    }

    /// <summary>Replaces the bundles of the other trust domains.</summary>
    /// <exception cref="ArgumentException">One is of this trust domain, or two are of one.</exception>
    public void Federate(ImmutableArray<TrustBundle> bundles)
    {
        if (bundles.Any(bundle => bundle.TrustDomain == trustDomain) || bundles.DistinctBy(static bundle => bundle.TrustDomain).Count() != bundles.Length)
        {
            throw new ArgumentException("a trust domain is federated with itself, or twice", nameof(bundles));
        }

        lock (gate)
        {
            federated = bundles;
        }

        Interlocked.Exchange(ref changed, NewSignal()).TrySetResult();
    }

    private static List<Condition> Conditions(AttestedInstance instance)
    {
        List<Condition> conditions =
        [
            new Condition.InstanceLives(instance.Id),
            new Condition.NotContained(ContainmentKey.Everything),
            new Condition.NotContained(ContainmentKey.Instance(instance.Id)),
        ];
        if (!instance.Agent.IsDefault)
        {
            conditions.Add(new Condition.NotContained(ContainmentKey.Agent(instance.Agent)));
        }

        return conditions;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private (IssuedX509Svid Issued, LedgerEntry Entry) Make(SpiffeId id, PublicKey key, ImmutableArray<string> names, ImmutableArray<IPAddress> addresses, DateTimeOffset now)
    {
        var issuer = State.Issuer;
        var leaf = issuer.Issue(id, key, now - options.Backdating, now + options.X509Svid, names.AsSpan(), addresses.AsSpan());
        var expires = new DateTimeOffset(leaf.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        return (
            new IssuedX509Svid(id, [leaf, issuer.Certificate], now + ((expires - now) / 2), expires),
            new LedgerEntry.X509SvidIssued(id, Digest256.Sha256(leaf.RawDataMemory.Span), expires) { Id = EntryId.New(ids), At = now });
    }

    private async ValueTask ChangeAsync(ImmutableArray<IdentityKey> made, ImmutableArray<IdentityKey> destroyed, string cause, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await journal.CommitAsync([], [], [new LedgerEntry.IdentityKeysChanged(made, destroyed, cause) { Id = EntryId.New(ids), At = now }], cancellationToken);
        keys.Change(made, destroyed);
        Renew(now);
    }

    // The signal goes off only when there is something to see: a bundle of another sequence, or another issuer.
    private void Renew(DateTimeOffset now)
    {
        var (before, after) = (state, SigningState.Of(keys, trustDomain, options, now));
        if (before is not null && before.IsLike(after))
        {
            return;
        }

        Volatile.Write(ref state, after);
        Interlocked.Exchange(ref changed, NewSignal()).TrySetResult();
    }
}
