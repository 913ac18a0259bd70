using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Writ.Authority.Joining;
using Writ.Authority.OAuth;
using Writ.Authority.Tasks;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;

namespace Writ.Authority.Attestation;

/// <summary>
/// Knows which processes are instances. An instance that a launcher began is the tree below it, by id and start time; one that a registration entry describes is the
/// process itself; one that joined from another machine is known by its key. When the root or the lease ends, the instance ends and what it was allowed is taken away. After a restart of Writ, an instance whose root still runs is adopted
/// again, and the others end.
/// </summary>
public sealed partial class InstanceRegistry : IHostedService, IInstanceKeys, IDisposable
{
    private readonly IProcesses processes;
    private readonly ProcessInstances local;
    private readonly LeasedInstances leased;
    private readonly IStateReader state;
    private readonly InstanceEnds ends;
    private readonly IUlidSource ids;
    private readonly TimeProvider time;
    private readonly ILogger<InstanceRegistry> logger;
    private readonly CancellationTokenSource stopping = new();

    internal InstanceRegistry(
        IProcesses processes, IReleases releases, IJournal journal, IStateReader state, TaskMover mover, IUlidSource ids, TimeProvider time, ILogger<InstanceRegistry> logger)
    {
        this.processes = processes;
        this.state = state;
        this.ids = ids;
        this.time = time;
        this.logger = logger;
        leased = new LeasedInstances(time);
        local = new ProcessInstances(processes, new WorkloadMatcher(processes, releases));
        ends = new InstanceEnds(journal, mover, ids, time, logger);
    }

    /// <summary>How many instances live.</summary>
    public int Count => local.Count + leased.Count;

    /// <summary>Whether some instance runs under Writ's own uid, which is no boundary.</summary>
    public bool AnySameUid => local.All.Any(static r => r.Instance.Assurance == Assurance.SameUid);

    /// <summary>Adopts the instances of before that still run, and ends the others with all their tasks.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var lost = new HashSet<SpiffeId>();
        foreach (var instance in await state.LiveInstancesAsync(cancellationToken))
        {
            if (instance.LeaseEnds is not null)
            {
                if (!leased.Add(instance))
                {
                    lost.Add(instance.Id);
                }
            }
            else if (local.Readopt(instance) is { } registered)
            {
                local.Add(registered);
                _ = EndWithRootAsync(registered);
                Log.Readopted(logger, instance.Id, instance.ProcessId);
            }
            else
            {
                lost.Add(instance.Id);
            }
        }

        // A crash may have come between an instance's end and that of its tasks.
        lost.UnionWith((await state.LiveTasksAsync(int.MaxValue, cancellationToken)).Select(static t => t.Actor.Instance).Where(i => local.Find(i) is null && leased.Find(i) is null));
        foreach (var instance in lost)
        {
            await EndIfStoredAsync(instance, "lost", cancellationToken);
        }
    }

    /// <summary>Stops watching. The instances live on: a restart adopts them again.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await ends.StopAsync();
    }

    /// <summary>
    /// Asks the launchers among the roots of instances to end their commands, and answers how many were asked. A launcher runs the program that Writ itself runs;
    /// whatever else asked to be an instance finds out with its next request.
    /// </summary>
    public int TellLaunchers()
    {
        var own = processes.HashExecutable(Environment.ProcessId);
        return own.IsDefault ? 0 : local.All.Count(r => r.Instance.Method == AttestationMethod.Launcher && r.Instance.Executable == own && r.Instance.ProcessId != Environment.ProcessId && r.Root.AskToEnd());
    }

    /// <summary>Whether an instance has ended and the store does not say so yet, so that nothing in the store may be relied on for it.</summary>
    public bool IsEnding(SpiffeId instance) => ends.IsEnding(instance) || leased.IsOver(instance);

    /// <summary>The instance of an id, when it lives here and its end is not seen yet; null otherwise.</summary>
    public AttestedInstance? Find(SpiffeId instance) =>
        IsEnding(instance) ? null : local.Find(instance) is { Root.HasExited: false } found ? found.Instance : leased.Find(instance);

    /// <summary>The instances that live, in no order.</summary>
    public IEnumerable<AttestedInstance> All() => local.All.Select(static r => r.Instance).Concat(leased.All).Where(i => Find(i.Id) is not null);

    /// <summary>The key that an instance on another machine joined with, and that it can sign with; null for any other instance, and for one that has ended.</summary>
    public PublicJwk? KeyOf(SpiffeId instance) => Find(instance) is { LeaseEnds: not null } joined ? ProvenKey.Of(joined) : null;

    PublicJwk? IInstanceKeys.Find(SpiffeId instance) => KeyOf(instance);

    /// <summary>Which instance a peer belongs to, asked at each request.</summary>
    public PeerAttestation Attest(IPeer? peer) => peer is KernelPeer kernel ? local.Attest(kernel, out _) : AttestationReasons.NoPeer();

    /// <summary>Prepares an instance of an agent whose process tree begins at a peer; null with the reason when it cannot be one.</summary>
    /// <param name="trustDomain">Whose agent.</param>
    /// <param name="agent">Which agent.</param>
    /// <param name="launcher">The root of the tree.</param>
    /// <param name="user">The uid that everything below the root will run under; null for the root's own. Saying so gains nothing: whoever runs under another one is refused.</param>
    /// <param name="reason">Why it cannot be one.</param>
    public PreparedInstance? Prepare(TrustDomain trustDomain, Slug agent, IPeer? launcher, uint? user, out Reason? reason)
    {
        // Reserved before it is looked at: whoever comes after an adoption sees the adopted one, and whoever comes before it is refused here.
        if (launcher is KernelPeer asking && !local.Reserve(asking.ProcessId))
        {
            reason = AttestationReasons.Already;
            return null;
        }

        PreparedInstance? prepared = null;
        reason = Attest(launcher) switch
        {
            PeerAttestation.Known => AttestationReasons.Already,
            PeerAttestation.Refused refused => refused.Reason,
            _ => null,
        };
        if (reason is null && launcher is KernelPeer peer)
        {
            prepared = Make(trustDomain, WorkloadPath.OfAgent(agent), peer, user ?? peer.UserId, AttestationMethod.Launcher, hasDescendants: true, out reason);
        }

        if (prepared is null && launcher is KernelPeer given)
        {
            local.Release(given.ProcessId);
        }

        return prepared;
    }

    /// <summary>How many instances live because of registration entries.</summary>
    internal int MatchedCount => local.All.Count(static r => r.IsMatched);

    /// <summary>Whether a peer is no instance, and could be one by a registration entry.</summary>
    internal bool IsCandidate(KernelPeer peer)
    {
        if (peer.Membership is { } member && local.IsCurrent(member))
        {
            return false;
        }

        _ = local.Attest(peer, out var candidate);
        return candidate is not null;
    }

    /// <summary>Prepares the instance that the registration entries say a peer is; null when they say nothing, or it is one already.</summary>
    internal (PreparedInstance Prepared, ReleaseId Release)? PrepareMatched(TrustDomain trustDomain, KernelPeer peer)
    {
        if (!local.Reserve(peer.ProcessId))
        {
            return null;
        }

        // A process of a known tree is that instance and no other, so only who is none yet is a candidate.
        _ = local.Attest(peer, out var candidate);
        if (candidate is not null && Make(trustDomain, candidate.Path, peer, peer.UserId, AttestationMethod.Registration, candidate.Descendants, out _) is { } prepared)
        {
            prepared.Instance = prepared.Instance with { Selectors = candidate.Selectors };
            return (prepared, candidate.Release);
        }

        local.Release(peer.ProcessId);
        return null;
    }

    /// <summary>Adopts an instance that is committed: from now on its processes are known, and its end is seen.</summary>
    public void Adopt(PreparedInstance prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        _ = EndWithRootAsync(local.Adopt(prepared));
        prepared.Dispose();
    }

    /// <summary>Ends an instance, and takes away what is left of its tasks. Ending twice is ending once. Nobody is recognised as it from here on, even when the store cannot take it now.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="cause">`exited`, `lost`, `changed`, `lease-ended` or `shutdown`.</param>
    /// <param name="completed">The task whose command exited, which is complete and not revoked; the zero value for none.</param>
    /// <param name="cancellationToken">Ends the wait, not the ending.</param>
    /// <exception cref="JournalUnavailableException">The store cannot take it now; it is tried again until it can.</exception>
    public async ValueTask EndAsync(SpiffeId instance, string cause, TaskId completed, CancellationToken cancellationToken)
    {
        // First nobody is recognised as it any more; then the ledger says so; then its tasks go.
        local.Remove(instance);
        leased.Remove(instance);
        await ends.EndAsync(instance, cause, completed, cancellationToken);
    }

    /// <summary>Whether no more may join from other machines.</summary>
    internal bool JoinedIsFull => leased.IsFull;

    /// <summary>Keeps room for one of a class to join; false when there is none.</summary>
    internal bool ReserveJoin(WorkloadPath path) => leased.Reserve(path);

    /// <summary>Gives up room that was kept, or that is taken by now.</summary>
    internal void ReleaseJoin(WorkloadPath path) => leased.Release(path);

    /// <summary>Takes in an instance that joined and is committed.</summary>
    internal void Adopt(AttestedInstance joined) => leased.Add(joined);

    /// <summary>Notes that the lease of an instance that joined is longer, which is committed.</summary>
    internal void Renew(SpiffeId instance, DateTimeOffset until) => leased.Renew(instance, until);

    /// <summary>Ends what registration entries made and are seen not to describe any more, and whose lease is over; called every few seconds. Nothing rests on it: such an instance is refused at each use.</summary>
    internal async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var registered in local.All.Where(r => local.StandingOf(r) == EntryStanding.Broken).ToList())
        {
            await EndIfStoredAsync(registered.Instance.Id, "changed", cancellationToken);
        }

        foreach (var instance in leased.Overdue())
        {
            await EndIfStoredAsync(instance, "lease-ended", cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        stopping.Dispose();
        ends.Dispose();
        local.Dispose();
    }

    private PreparedInstance? Make(TrustDomain trustDomain, WorkloadPath path, KernelPeer peer, uint userId, AttestationMethod method, bool hasDescendants, out Reason? reason)
    {
        var root = processes.Open(peer.ProcessId);
        var executable = processes.HashExecutable(peer.ProcessId);
        var groups = processes.Credentials(peer.ProcessId)?.GroupsText ?? "";
        var controlGroup = processes.ControlGroup(peer.ProcessId);
        reason = root is null || peer.HasExited ? AttestationReasons.Exited(peer).Reason
            : executable.IsDefault && !peer.MayBeHidden && processes.Executable(peer.ProcessId) is null ? AttestationReasons.Hidden(peer).Reason
            : null;
        if (root is null || reason is not null)
        {
            root?.Dispose();
            return null;
        }

        return new PreparedInstance(
            new AttestedInstance(path.Instance(trustDomain, ids.Next()), path.Agent, local.AssuranceOf(userId), peer.ProcessId, peer.StartTicks, processes.Boot, userId, executable, time.GetUtcNow())
            {
                Method = method,
                Groups = groups,
                ControlGroup = controlGroup is null ? default : Digest256.Sha256(Encoding.UTF8.GetBytes(controlGroup)),
            },
            root,
            hasDescendants,
            () => local.Release(peer.ProcessId));
    }

    private async Task EndWithRootAsync(Registered registered)
    {
        try
        {
            await registered.Root.Exit.WaitAsync(stopping.Token);
            Log.RootExited(logger, registered.Instance.Id, registered.Instance.ProcessId);
            await EndIfStoredAsync(registered.Instance.Id, "lost", stopping.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException)
        {
            // Stopping; the next start looks again.
        }
    }

    private async ValueTask EndIfStoredAsync(SpiffeId instance, string cause, CancellationToken cancellationToken)
    {
        try
        {
            await EndAsync(instance, cause, default, cancellationToken);
        }
        catch (JournalUnavailableException)
        {
            // It is logged, it is recognised no more, and its end is written as soon as the store can.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Information, "instance {Instance} still runs as pid {ProcessId} and is adopted again")]
        public static partial void Readopted(ILogger logger, SpiffeId instance, int processId);

        [LoggerMessage(2202, LogLevel.Information, "the root of instance {Instance}, pid {ProcessId}, has exited")]
        public static partial void RootExited(ILogger logger, SpiffeId instance, int processId);
    }
}
