using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Writ.Authority.Tasks;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Attestation;

/// <summary>
/// Knows which process trees are instances of agents. An instance is the tree below its launcher, by id and start time; when the launcher ends,
/// the instance ends and what it was allowed is taken away. After a restart of Writ, an instance whose launcher still runs is adopted again, and the others end.
/// </summary>
public sealed partial class InstanceRegistry : IHostedService, IDisposable
{
    private static readonly Reason Already = new("W2107", "law/one-instance", "this process is an instance, or belongs to one, already", "launch each agent by a process of its own");

    private readonly ConcurrentDictionary<int, Registered> byRoot = new();

    // The roots of instances that are being committed: a launcher that asks twice at once gets one.
    private readonly ConcurrentDictionary<int, bool> reserved = new();
    private readonly IProcesses processes;
    private readonly IStateReader state;
    private readonly InstanceEnds ends;
    private readonly IUlidSource ids;
    private readonly TimeProvider time;
    private readonly ILogger<InstanceRegistry> logger;
    private readonly CancellationTokenSource stopping = new();

    internal InstanceRegistry(
        IProcesses processes, IJournal journal, IStateReader state, TaskMover mover, IUlidSource ids, TimeProvider time, ILogger<InstanceRegistry> logger)
    {
        this.processes = processes;
        this.state = state;
        this.ids = ids;
        this.time = time;
        this.logger = logger;
        ends = new InstanceEnds(journal, mover, ids, time, logger);
    }

    /// <summary>How many instances live.</summary>
    public int Count => byRoot.Count;

    /// <summary>Whether some instance runs under Writ's own uid, which is no boundary.</summary>
    public bool AnySameUid => byRoot.Values.Any(static r => r.Instance.Assurance == Assurance.SameUid);

    /// <summary>Adopts the instances of before that still run, and ends the others with all their tasks.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var lost = new HashSet<SpiffeId>();
        foreach (var instance in await state.LiveInstancesAsync(cancellationToken))
        {
            if (Readopt(instance) is { } root)
            {
                Adopt(new Registered(instance, root));
                Log.Readopted(logger, instance.Id, instance.ProcessId);
            }
            else
            {
                lost.Add(instance.Id);
            }
        }

        // A crash may have come between an instance's end and that of its tasks.
        var live = byRoot.Values.Select(static r => r.Instance.Id).ToHashSet();
        lost.UnionWith((await state.LiveTasksAsync(int.MaxValue, cancellationToken)).Select(static t => t.Actor.Instance).Where(i => !live.Contains(i)));
        foreach (var instance in lost)
        {
            try
            {
                await EndAsync(instance, "lost", default, cancellationToken);
            }
            catch (JournalUnavailableException)
            {
                // It is recognised no more, and its end is written as soon as the store can.
            }
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
        return own.IsDefault ? 0 : byRoot.Values.Count(r => r.Instance.Executable == own && r.Instance.ProcessId != Environment.ProcessId && r.Root.AskToEnd());
    }

    /// <summary>Whether an instance has ended and the store does not say so yet, so that nothing in the store may be relied on for it.</summary>
    public bool IsEnding(SpiffeId instance) => ends.IsEnding(instance);

    /// <summary>The instance of an id, when it lives here and its end is not seen yet; null otherwise.</summary>
    public AttestedInstance? Find(SpiffeId instance)
    {
        var found = byRoot.Values.FirstOrDefault(r => r.Instance.Id == instance);
        return found is null || found.Root.HasExited || IsEnding(instance) ? null : found.Instance;
    }

    /// <summary>Which instance a peer belongs to, asked at each request.</summary>
    public PeerAttestation Attest(IPeer? peer)
    {
        if (peer is not KernelPeer kernel)
        {
            return Refuse("W2106", "the kernel named no process for this connection", "connect to Writ's local socket", "no kernel peer");
        }

        if (kernel.HasExited)
        {
            return Refuse("W2103", "the process that opened this connection has ended", "open a connection of your own", $"pid {kernel.ProcessId} has exited");
        }

        if (!kernel.IsShown)
        {
            return Refuse("W2109", "the kernel does not show what this process runs", "run a program that does not hide itself", $"pid {kernel.ProcessId} uid {kernel.UserId} hides its executable");
        }

        if (!kernel.RunsTheSame)
        {
            return Refuse("W2104", "the process that opened this connection runs another program now", "open a new connection", $"pid {kernel.ProcessId} changed its executable");
        }

        // A launcher outlives its run and may begin another one; what ran below it has ended with it.
        if (kernel.Membership is { } former && former.IsRoot(kernel.Facts) && !IsCurrent(former))
        {
            kernel.Membership = null;
        }

        if (kernel.Membership is not { } member)
        {
            if (ProcessTree.Ancestry(processes, kernel.Facts) is not { } ancestry)
            {
                return Refuse("W2103", "the processes above this one changed while they were looked at", "try again", $"ancestry of pid {kernel.ProcessId} is not stable");
            }

            var found = ancestry.Select(p => byRoot.TryGetValue(p.ProcessId, out var r) && r.IsRoot(p) ? r : null).OfType<Registered>().ToList();
            switch (found)
            {
                case [var only]:
                    kernel.Membership = member = only;
                    break;
                case [] when ancestry[^1].ParentId != 0:
                    return Refuse("W2108", "a process above this one is hidden from Writ", "mount /proc without `hidepid` for Writ's user", $"the ancestry of pid {kernel.ProcessId} ends at pid {ancestry[^1].ProcessId}");
                case []:
                    return new PeerAttestation.Stranger(
                        new Reason("W2101", "law/attested", "this process belongs to no instance", "start the agent with `writ run`"), $"pid {kernel.ProcessId} uid {kernel.UserId} is in no registered tree");
                default:
                    return Refuse("W2102", "this process belongs to several instances", "start the agent outside another one", $"pid {kernel.ProcessId} is in {found.Count} registered trees");
            }
        }

        if (!IsCurrent(member) || member.Root.HasExited)
        {
            return Refuse("W2105", "the instance has ended", "start the agent again", $"{member.Instance.Id} has ended");
        }

        var isRoot = member.IsRoot(kernel.Facts);
        return kernel.UserId == member.Instance.UserId || member.Instance.Assurance <= Assurance.SameUid ? new PeerAttestation.Known(member.Instance, isRoot)
            : isRoot ? new PeerAttestation.Known(member.Instance with { Assurance = AssuranceOf(kernel.UserId) }, IsRoot: true)
            : Refuse("W2110", "this process runs under another user than its instance", "stay under the user that the launcher chose", $"pid {kernel.ProcessId} uid {kernel.UserId} is in the tree of {member.Instance.Id}, which is uid {member.Instance.UserId}");
    }

    /// <summary>Prepares an instance of an agent whose process tree begins at a peer; null with the reason when it cannot be one.</summary>
    /// <param name="trustDomain">Whose agent.</param>
    /// <param name="agent">Which agent.</param>
    /// <param name="launcher">The root of the tree.</param>
    /// <param name="user">The uid that everything below the root will run under; null for the root's own. Saying so gains nothing: whoever runs under another one is refused.</param>
    /// <param name="reason">Why it cannot be one.</param>
    public PreparedInstance? Prepare(TrustDomain trustDomain, Slug agent, IPeer? launcher, uint? user, out Reason? reason)
    {
        // Reserved before it is looked at: whoever comes after an adoption sees the adopted one, and whoever comes before it is refused here.
        if (launcher is KernelPeer asking && !reserved.TryAdd(asking.ProcessId, true))
        {
            reason = Already;
            return null;
        }

        var prepared = PrepareReserved(trustDomain, agent, launcher, user, out reason);
        if (prepared is null && launcher is KernelPeer refused)
        {
            reserved.TryRemove(refused.ProcessId, out _);
        }

        return prepared;
    }

    /// <summary>Adopts an instance that is committed: from now on its processes are known, and its end is seen.</summary>
    public void Adopt(PreparedInstance prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        Adopt(new Registered(prepared.Instance, prepared.Take()));
        prepared.Dispose();
    }

    /// <summary>Ends an instance, and takes away what is left of its tasks. Ending twice is ending once. Nobody is recognised as it from here on, even when the store cannot take it now.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="cause">`exited`, `lost` or `shutdown`.</param>
    /// <param name="completed">The task whose command exited, which is complete and not revoked; the zero value for none.</param>
    /// <param name="cancellationToken">Ends the wait, not the ending.</param>
    /// <exception cref="JournalUnavailableException">The store cannot take it now; it is tried again until it can.</exception>
    public async ValueTask EndAsync(SpiffeId instance, string cause, TaskId completed, CancellationToken cancellationToken)
    {
        // First nobody is recognised as it any more; then the ledger says so; then its tasks go.
        foreach (var (processId, registered) in byRoot)
        {
            if (registered.Instance.Id == instance && byRoot.TryRemove(new(processId, registered)))
            {
                registered.Root.Dispose();
            }
        }

        await ends.EndAsync(instance, cause, completed, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        stopping.Dispose();
        ends.Dispose();
        foreach (var registered in byRoot.Values)
        {
            registered.Root.Dispose();
        }
    }

    private PreparedInstance? PrepareReserved(TrustDomain trustDomain, Slug agent, IPeer? launcher, uint? user, out Reason? reason)
    {
        switch (Attest(launcher))
        {
            case PeerAttestation.Known:
                reason = Already;
                return null;
            case PeerAttestation.Refused refused:
                reason = refused.Reason;
                return null;
        }

        var peer = (KernelPeer)launcher!;
        var root = processes.Open(peer.ProcessId);
        var executable = processes.HashExecutable(peer.ProcessId);
        reason = root is null || peer.HasExited ? new Reason("W2103", "law/attested", "the process that opened this connection has ended", "open a connection of your own")
            : executable.IsDefault && !peer.MayBeHidden ? new Reason("W2109", "law/attested", "the kernel does not show what this process runs", "run a program that does not hide itself")
            : null;
        if (root is null || reason is not null)
        {
            root?.Dispose();
            return null;
        }

        var userId = user ?? peer.UserId;
        var id = SpiffeId.FromSegments(trustDomain, "agent", agent.ToString(), ids.Next().ToString());
        return new PreparedInstance(
            new AttestedInstance(id, agent, AssuranceOf(userId), peer.ProcessId, peer.StartTicks, processes.Boot, userId, executable, time.GetUtcNow()),
            root,
            () => reserved.TryRemove(peer.ProcessId, out _));
    }

    // Root may do everything that Writ may, whatever uid Writ has.
    private Assurance AssuranceOf(uint userId) => userId == processes.OwnUserId || userId == 0 ? Assurance.SameUid : Assurance.SeparateUid;

    private bool IsCurrent(Registered registered) => byRoot.TryGetValue(registered.Instance.ProcessId, out var current) && current == registered;

    private IProcessHandle? Readopt(AttestedInstance instance)
    {
        if (instance.Boot != processes.Boot || processes.Open(instance.ProcessId) is not { } root)
        {
            return null;
        }

        if (processes.Find(instance.ProcessId)?.StartTicks == instance.StartTicks && processes.HashExecutable(instance.ProcessId) == instance.Executable && !root.HasExited)
        {
            return root;
        }

        root.Dispose();
        return null;
    }

    private void Adopt(Registered registered)
    {
        byRoot[registered.Instance.ProcessId] = registered;
        _ = EndWithRootAsync(registered);
    }

    private async Task EndWithRootAsync(Registered registered)
    {
        try
        {
            await registered.Root.Exit.WaitAsync(stopping.Token);
            Log.RootExited(logger, registered.Instance.Id, registered.Instance.ProcessId);
            await EndAsync(registered.Instance.Id, "lost", default, stopping.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException)
        {
            // Stopping; the next start looks again.
        }
        catch (JournalUnavailableException)
        {
            // It is logged, and tried again.
        }
    }

    private static PeerAttestation.Refused Refuse(string code, string text, string fix, string forOperator) =>
        new(new Reason(code, "law/attested", text, fix), forOperator);

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Information, "instance {Instance} still runs as pid {ProcessId} and is adopted again")]
        public static partial void Readopted(ILogger logger, SpiffeId instance, int processId);

        [LoggerMessage(2202, LogLevel.Information, "the root of instance {Instance}, pid {ProcessId}, has exited")]
        public static partial void RootExited(ILogger logger, SpiffeId instance, int processId);
    }
}
