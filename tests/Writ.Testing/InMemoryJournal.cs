using System.Collections.Immutable;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Testing;

/// <summary>A journal in memory with the semantics of a real one: all conditions first, then every change and entry, or nothing. Not durable, of course.</summary>
public sealed partial class InMemoryJournal : IJournal, IStateReader
{
    private readonly Lock gate = new();
    private readonly Dictionary<TaskId, AgentTask> tasks = [];
    private readonly Dictionary<TaskId, Budget> taken = [];
    private readonly Dictionary<SpiffeId, (AttestedInstance Instance, int Epoch)> instances = [];
    private readonly HashSet<SpiffeId> ended = [];
    private readonly HashSet<ContainmentKey> contained = [];
    private readonly HashSet<SpendKey> spent = [];
    private readonly Dictionary<SpendKey, long> uses = [];
    private readonly Dictionary<Digest256, (JoinOffer Offer, int Epoch)> offers = [];
    private readonly Dictionary<ActionName, Digest256> pins = [];
    private readonly List<LedgerEntry> entries = [];
    private readonly Dictionary<ReleaseId, KeptRelease> kept = [];
    private readonly List<Activation> activations = [];
    private ReleaseStanding standing;
    private ReleaseId inForce;

    /// <inheritdoc />
    public int Epoch { get; private set; } = 1;

    /// <inheritdoc />
    public DateTimeOffset EpochStarted { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <summary>When true, every commit fails as on a full disk.</summary>
    public bool Unavailable { get; set; }

    /// <summary>Called before each transaction, outside the lock: a test makes something else happen in between here.</summary>
    public Action? BeforeCommit { get; set; }

    /// <summary>The entries so far, in order.</summary>
    public ImmutableArray<LedgerEntry> Entries
    {
        get
        {
            lock (gate)
            {
                return [.. entries];
            }
        }
    }

    /// <summary>The content of the release in force, as it was activated.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    /// <inheritdoc />
    public ValueTask<bool> IsSpentAsync(SpendKey spend, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(spent.Contains(spend));
        }
    }

    /// <summary>The same state in another journal, as a backup is.</summary>
    public InMemoryJournal Copy()
    {
        lock (gate)
        {
            var copy = new InMemoryJournal { Epoch = Epoch, EpochStarted = EpochStarted, Content = Content, inForce = inForce, standing = standing };
            copy.activations.AddRange(activations);
            foreach (var (id, release) in kept)
            {
                copy.kept.Add(id, release);
            }

            foreach (var (id, task) in tasks)
            {
                copy.tasks.Add(id, task);
                copy.taken.Add(id, taken[id]);
            }

            foreach (var (id, instance) in instances)
            {
                copy.instances.Add(id, instance);
            }

            foreach (var (counter, taken) in uses)
            {
                copy.uses.Add(counter, taken);
            }

            foreach (var (tool, digest) in pins)
            {
                copy.pins.Add(tool, digest);
            }

            foreach (var (token, offer) in offers)
            {
                copy.offers.Add(token, offer);
            }

            CopyApprovals(copy);
            copy.ended.UnionWith(ended);
            copy.contained.UnionWith(contained);
            copy.spent.UnionWith(spent);
            copy.entries.AddRange(entries);
            return copy;
        }
    }

    /// <summary>Starts a new epoch, as a store does that is behind its anchor.</summary>
    public void StartEpoch() => StartEpoch(Epoch + 1);

    /// <summary>Starts an epoch of a number that there may have been before, as a store does that was put back.</summary>
    public void StartEpoch(int number)
    {
        lock (gate)
        {
            Epoch = number;
            EpochStarted += TimeSpan.FromTicks(1);
            EndApprovals();
        }
    }

    /// <inheritdoc />
    public ValueTask<CommitResult> CommitAsync(
        IReadOnlyList<Condition> conditions, IReadOnlyList<Change> changes, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(entries);
        cancellationToken.ThrowIfCancellationRequested();
        var before = BeforeCommit;
        BeforeCommit = null;
        before?.Invoke();
        lock (gate)
        {
            if (Unavailable)
            {
                throw new JournalUnavailableException("the disk is full");
            }

            if (conditions.Any(static c => c is Condition.BudgetLeft { Amount: < 1 } or Condition.UsesLeft { Amount: < 1 } or Condition.UsesLeft { Counter.Kind: null }))
            {
                throw new ArgumentException("an amount is one or more", nameof(conditions));
            }

            foreach (var condition in conditions)
            {
                if (Broken(condition) is { } found)
                {
                    return ValueTask.FromResult<CommitResult>(new CommitResult.Refused(condition, found));
                }
            }

            var opened = changes.OfType<Change.OpenTask>().Select(static c => c.Task.Id).ToHashSet();
            CheckApprovals(changes);
            foreach (var change in changes)
            {
                Check(change, opened);
            }

            foreach (var change in changes)
            {
                Apply(change);
            }

            var first = this.entries.Count;
            this.entries.AddRange(entries);
            return ValueTask.FromResult<CommitResult>(new CommitResult.Committed(new CommitReceipt(Epoch, first, entries.Count)));
        }
    }

    /// <inheritdoc />
    public void Defer(LedgerEntry entry)
    {
        lock (gate)
        {
            entries.Add(entry);
        }
    }

    /// <inheritdoc />
    public ValueTask<AgentTask?> FindTaskAsync(TaskId task, CancellationToken cancellationToken) => Read(() => Find(task));

    /// <inheritdoc />
    public ValueTask<ImmutableArray<AgentTask>> LiveTasksAsync(int limit, CancellationToken cancellationToken) =>
        Read(() => Live().OrderByDescending(static t => t.Id.ToString(), StringComparer.Ordinal).Take(limit).ToImmutableArray());

    /// <inheritdoc />
    public ValueTask<ImmutableArray<AgentTask>> OverdueTasksAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Read(() => Live().Where(t => t.IsOver(now)).Take(limit).ToImmutableArray());

    /// <inheritdoc />
    public ValueTask<ImmutableArray<AttestedInstance>> LiveInstancesAsync(CancellationToken cancellationToken) =>
        Read(() => instances.Values.Where(i => i.Epoch == Epoch && !ended.Contains(i.Instance.Id)).Select(static i => i.Instance).ToImmutableArray());

    /// <inheritdoc />
    public ValueTask<ImmutableArray<AgentTask>> LiveTasksOfAsync(SpiffeId instance, CancellationToken cancellationToken) =>
        Read(() => Live().Where(t => t.Actor.Instance == instance).ToImmutableArray());

    /// <inheritdoc />
    public ValueTask<ImmutableArray<AgentTask>> LiveTasksBelowAsync(TaskId task, CancellationToken cancellationToken) =>
        Read(() => Live().Where(t => t.Ancestors.Contains(task)).OrderByDescending(static t => t.Ancestors.Length).ToImmutableArray());

    /// <inheritdoc />
    public ValueTask<ImmutableArray<AgentTask>> OrphanedTasksAsync(int limit, CancellationToken cancellationToken) =>
        Read(() => Live().Where(t => !t.Parent.IsDefault && Find(t.Parent) is not { Standing.IsLive: true }).Take(limit).ToImmutableArray());

    /// <inheritdoc />
    public ValueTask<Budget> TakenAsync(TaskId task, CancellationToken cancellationToken) => Read(() => taken.GetValueOrDefault(task));

    /// <inheritdoc />
    public ValueTask<long> UsesTakenAsync(SpendKey counter, CancellationToken cancellationToken) => Read(() => uses.GetValueOrDefault(counter));

    /// <inheritdoc />
    public ValueTask<ImmutableArray<ContainmentKey>> ContainedAsync(CancellationToken cancellationToken) => Read(() => contained.OrderBy(static c => c.Kind).ThenBy(static c => c.Name, StringComparer.Ordinal).ToImmutableArray());

    /// <inheritdoc />
    public ValueTask<ReleaseId> InForceAsync(CancellationToken cancellationToken) => Read(() => inForce);

    /// <inheritdoc />
    public ValueTask<ReleaseStanding> ReleaseStandingAsync(CancellationToken cancellationToken) => Read(() => standing);

    /// <inheritdoc />
    public ValueTask<KeptRelease?> FindReleaseAsync(ReleaseId release, CancellationToken cancellationToken) => Read(() => kept.GetValueOrDefault(release));

    /// <inheritdoc />
    public ValueTask<ImmutableArray<Activation>> ActivationsAsync(int limit, CancellationToken cancellationToken) =>
        Read(() => activations.OrderByDescending(static a => a.Sequence).Take(limit).ToImmutableArray());

    /// <inheritdoc />
    public ValueTask<ImmutableDictionary<ActionName, Digest256>> PinsAsync(Slug server, CancellationToken cancellationToken) =>
        Read(() => pins.Where(p => p.Key.Server == server).ToImmutableDictionary());

    private ValueTask<T> Read<T>(Func<T> read)
    {
        lock (gate)
        {
            return ValueTask.FromResult(read());
        }
    }

    private AgentTask? Find(TaskId id) => tasks.TryGetValue(id, out var task) && task.Epoch == Epoch ? task : null;

    private IEnumerable<AgentTask> Live() => tasks.Values.Where(t => t.Epoch == Epoch && t.Standing.IsLive);

    // What was found instead; null when the condition holds.
    private string? Broken(Condition condition) => condition switch
    {
        Condition.TaskLive c => Find(c.Task) switch
        {
            null => "no such task",
            var task when !task.Standing.Admits(c.Effects) => task.Standing.State.ToString(),
            var task when c.Now >= task.Deadline => "past its deadline",
            var task when task.IsOver(c.Now) => "idle",
            _ => null,
        },
        Condition.TaskStands c => Find(c.Task) is { } task ? task.Standing == c.Standing ? null : task.Standing.State.ToString() : "no such task",
        Condition.NotContained c => contained.Contains(c.Key) ? "contained" : null,
        Condition.InstanceLives c => instances.TryGetValue(c.Instance, out var i) && i.Epoch == Epoch ? ended.Contains(c.Instance) ? "ended" : null : "no such instance",
        Condition.LiveTasksBelow c => Live().Count(t => t.Actor.Instance == c.Instance) is var live && live < c.Limit ? null : $"{live} live tasks",
        Condition.Unspent c => spent.Contains(c.Spend) ? "spent" : null,
        Condition.UsesLeft c => c.Limit - uses.GetValueOrDefault(c.Counter) is var left && left >= c.Amount ? null : $"{left} left",
        Condition.JoinOffered c => !offers.TryGetValue(c.Token, out var o) ? "not offered, or taken" : o.Epoch != Epoch ? "of an earlier epoch" : o.Offer.Agent != c.Agent ? "for another agent" : c.Now >= o.Offer.Until ? "past its end" : null,
        Condition.BudgetLeft c => Find(c.Task) is { } task
            ? task.Budget.Limit(c.Kind) - taken[c.Task].Limit(c.Kind) is var left && left >= c.Amount ? null : $"{left} left"
            : "no such task",
        Condition.InForce c => inForce == c.Release ? null : inForce.IsDefault ? "none" : inForce.Short,
        Condition.DefinitionPinned c => pins.GetValueOrDefault(c.Tool) == c.Digest ? null : pins.ContainsKey(c.Tool) ? "another definition" : "not pinned",
        _ => BrokenApproval(condition),
    };

    // Everything that would be a caller's bug is found before the first change is made.
    private void Check(Change change, HashSet<TaskId> opened)
    {
        bool Unknown(TaskId task) => Find(task) is null && !opened.Contains(task);
        var fault = change switch
        {
            Change.OpenTask c when tasks.ContainsKey(c.Task.Id) => "the task's id is not new",
            Change.OpenTask c when c.Task.Epoch != Epoch => "the task is of another epoch",
            Change.MoveTask c when Unknown(c.Task) => "there is no such task",
            Change.Touch c when Unknown(c.Task) => "there is no such task",
            Change.Spend c when c.Key == default => "nothing is spent",
            Change.TakeUses { Amount: < 1 } or Change.TakeUses { Counter.Kind: null } => "nothing can be taken",
            Change.Take c when c.Amount < 1 || Unknown(c.Task) => "nothing can be taken",
            Change.OfferJoin c when c.Offer.Token.IsDefault || c.Offer.Agent.IsDefault => "there is no join token",
            Change.OfferJoin c when offers.ContainsKey(c.Offer.Token) => "the join token is not new",
            Change.Activate { Sequence: not 0 } c when c.Sequence <= standing.Sequence => "the sequence number is not above the one in force",
            Change.AttestInstance c when instances.ContainsKey(c.Instance.Id) => "the instance's id is not new",
            _ => null,
        };
        if (fault is not null)
        {
            throw new ArgumentException(fault, nameof(change));
        }
    }

    private void Apply(Change change)
    {
        switch (change)
        {
            case Change.OpenTask c:
                tasks.Add(c.Task.Id, c.Task);
                taken.Add(c.Task.Id, default);
                break;
            case Change.MoveTask c:
                tasks[c.Task] = tasks[c.Task] with { Standing = c.Standing };
                break;
            case Change.Touch c when Find(c.Task) is { } task:
                tasks[c.Task] = task with { LastActive = c.Now > task.LastActive ? c.Now : task.LastActive };
                break;
            case Change.Take c:
                var so = taken[c.Task];
                taken[c.Task] = c.Kind switch
                {
                    BudgetKind.Calls => so with { Calls = Sum(so.Calls, c.Amount) },
                    BudgetKind.Writes => so with { Writes = Sum(so.Writes, c.Amount) },
                    _ => so with { Egress = Sum(so.Egress, c.Amount) },
                };
                break;
            case Change.Spend c:
                spent.Add(c.Key);
                break;
            case Change.TakeUses c:
                uses[c.Counter] = uses.GetValueOrDefault(c.Counter) + c.Amount;
                break;
            case Change.Contain c:
                contained.Add(c.Key);
                break;
            case Change.Restore c:
                contained.Remove(c.Key);
                break;
            case Change.AttestInstance c:
                instances.Add(c.Instance.Id, (c.Instance, Epoch));
                break;
            case Change.RenewLease c when instances.TryGetValue(c.Instance, out var renewed) && !ended.Contains(c.Instance) && renewed.Instance.LeaseEnds < c.Until:
                instances[c.Instance] = (renewed.Instance with { LeaseEnds = c.Until }, renewed.Epoch);
                break;
            case Change.OfferJoin c:
                offers.Add(c.Offer.Token, (c.Offer, Epoch));
                break;
            case Change.TakeJoin c:
                offers.Remove(c.Token);
                break;
            case Change.EndInstance c:
                ended.Add(c.Instance);
                break;
            case Change.Activate c:
                inForce = c.Release;
                standing = new ReleaseStanding(c.Release, c.Sequence is 0 ? standing.Sequence + 1 : c.Sequence, c.PassedOver);
                activations.Add(new Activation(standing.Sequence, c.Release));
                kept[c.Release] = new KeptRelease(c.Content, c.Signatures.IsEmpty && kept.TryGetValue(c.Release, out var before) ? before.Signatures : c.Signatures);
                Content = c.Content;
                break;
            case Change.PinDefinition c:
                pins[c.Tool] = c.Digest;
                break;
            default:
                ApplyApproval(change);
                break;
        }
    }

    // What is beyond counting stays at the most that can be counted.
    private static long Sum(long taken, long amount) => long.CreateSaturating((Int128)taken + amount);
}
