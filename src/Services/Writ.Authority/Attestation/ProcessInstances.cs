using System.Collections.Concurrent;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Attestation;

/// <summary>The instances that are processes of this machine, each by the root of its tree, and the rule by which a connected process is one of them. Thread-safe.</summary>
internal sealed class ProcessInstances(IProcesses processes, WorkloadMatcher matcher) : IDisposable
{
    private readonly ConcurrentDictionary<int, Registered> byRoot = new();

    // One whose root ended, and whose root's id another has by now, is here until its end is written.
    private readonly ConcurrentDictionary<SpiffeId, Registered> byId = new();

    // The roots of instances that are being committed: a process that asks twice at once gets one.
    private readonly ConcurrentDictionary<int, bool> reserved = new();

    public IEnumerable<Registered> All => byRoot.Values;

    public int Count => byRoot.Count;

    public Registered? Find(SpiffeId instance) => byId.GetValueOrDefault(instance);

    public bool IsCurrent(Registered registered) => byRoot.TryGetValue(registered.Instance.ProcessId, out var current) && current == registered;

    public void Add(Registered registered)
    {
        byId[registered.Instance.Id] = registered;
        byRoot[registered.Instance.ProcessId] = registered;
    }

    public void Remove(SpiffeId instance)
    {
        if (byId.TryRemove(instance, out var registered))
        {
            byRoot.TryRemove(new(registered.Instance.ProcessId, registered));
            registered.Root.Dispose();
        }
    }

    public bool Reserve(int root) => reserved.TryAdd(root, true);

    public void Release(int root) => reserved.TryRemove(root, out _);

    /// <summary>Which instance a peer belongs to, asked at each request.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="candidate">What it could be an instance of, when it is none and exactly one class is registered for it.</param>
    public PeerAttestation Attest(KernelPeer peer, out WorkloadMatch.One? candidate)
    {
        candidate = null;
        if (peer.HasExited)
        {
            return AttestationReasons.Exited(peer);
        }

        if (!peer.IsShown)
        {
            return AttestationReasons.Hidden(peer);
        }

        if (!peer.RunsTheSame && !(peer.Membership is { } known && known.IsRoot(peer.Facts) && Runs(known.Instance, known.Runs) == EntryStanding.Holds))
        {
            return AttestationReasons.Replaced(peer);
        }

        // A root outlives its instance and may begin another one; what ran below it has ended with it.
        if (peer.Membership is { } former && former.IsRoot(peer.Facts) && !IsCurrent(former))
        {
            peer.Membership = null;
        }

        return peer.Membership is { } member ? Attest(peer, member) : AttestNew(peer, out candidate);
    }

    /// <summary>Whether an instance that an entry made is still what that entry says, at the release in force. One that a launcher made is.</summary>
    public EntryStanding StandingOf(Registered registered) => registered.IsMatched ? StandingOf(registered.Instance, registered.Runs, registered.Root, out _) : EntryStanding.Holds;

    /// <summary>An instance of before as it runs now; null when it is gone, or is not the same.</summary>
    public Registered? Readopt(AttestedInstance instance)
    {
        if (instance.Boot != processes.Boot || processes.Open(instance.ProcessId) is not { } root)
        {
            return null;
        }

        var runs = processes.Executable(instance.ProcessId);
        if (processes.Find(instance.ProcessId)?.StartTicks == instance.StartTicks && processes.HashExecutable(instance.ProcessId) == instance.Executable && !root.HasExited)
        {
            if (instance.Method == AttestationMethod.Launcher)
            {
                return new Registered(instance, root, HasDescendants: true, runs);
            }

            // What cannot be seen now is refused at each use; the sweep ends it once it is seen not to hold.
            if (StandingOf(instance, runs, root, out var one) != EntryStanding.Broken)
            {
                return new Registered(instance, root, one?.Descendants ?? false, runs);
            }
        }

        root.Dispose();
        return null;
    }

    /// <summary>Takes in an instance that is committed. Should its root run another program by now, it is none from the start.</summary>
    public Registered Adopt(PreparedInstance prepared)
    {
        var instance = prepared.Instance;
        var runs = processes.Executable(instance.ProcessId);
        var registered = new Registered(instance, prepared.Take(), prepared.HasDescendants, processes.HashExecutable(instance.ProcessId) == instance.Executable ? runs : default(ExecutableFile));
        Add(registered);
        return registered;
    }

    // Root may do everything that Writ may, whatever uid Writ has.
    public Assurance AssuranceOf(uint userId) => userId == processes.OwnUserId || userId == 0 ? Assurance.SameUid : Assurance.SeparateUid;

    public void Dispose()
    {
        foreach (var registered in byId.Values)
        {
            registered.Root.Dispose();
        }
    }

    private PeerAttestation AttestNew(KernelPeer peer, out WorkloadMatch.One? candidate)
    {
        candidate = null;
        if (ProcessTree.Ancestry(processes, peer.Facts) is not { } ancestry)
        {
            return AttestationReasons.Unstable(peer);
        }

        var found = new List<Registered>();
        Registered? apart = null;
        for (var i = 0; i < ancestry.Count; i++)
        {
            if (byRoot.TryGetValue(ancestry[i].ProcessId, out var registered) && registered.IsRoot(ancestry[i]))
            {
                if (i == 0 || registered.HasDescendants)
                {
                    found.Add(registered);
                }
                else
                {
                    apart ??= registered;
                }
            }
        }

        switch (found)
        {
            case [var only]:
                peer.Membership = only;
                return Attest(peer, only);
            case [] when ancestry[^1].ParentId != 0:
                return AttestationReasons.Concealed(peer, ancestry[^1].ProcessId);
            case []:
                var match = Match(peer);
                candidate = match as WorkloadMatch.One;
                return match switch
                {
                    WorkloadMatch.Nothing when apart is not null => AttestationReasons.Apart(peer, apart.Instance),
                    WorkloadMatch.Nothing => AttestationReasons.Stranger(peer),
                    WorkloadMatch.One one => AttestationReasons.NotYet(peer, one.Path),
                    WorkloadMatch.Several several => AttestationReasons.Ambiguous(peer, several),
                    _ => AttestationReasons.Changing(peer),
                };
            default:
                return AttestationReasons.InSeveral(peer, found.Count);
        }
    }

    // The credentials of a connection are those of when it was opened; a process that changed them is looked at when it connects anew.
    private WorkloadMatch Match(KernelPeer peer) => matcher.Match(peer.Facts) switch
    {
        WorkloadMatch.One one when one.Credentials.UserId != peer.UserId || one.Credentials.GroupId != peer.GroupId || peer.HasExited => new WorkloadMatch.Unstable(),
        var match => match,
    };

    private EntryStanding StandingOf(AttestedInstance instance, ExecutableFile? runs, IProcessHandle root, out WorkloadMatch.One? one)
    {
        one = null;
        if (instance.Method != AttestationMethod.Registration)
        {
            return EntryStanding.Broken;
        }

        if (Runs(instance, runs) is not EntryStanding.Holds and var program)
        {
            return program;
        }

        var match = matcher.Match(new ProcessFacts(instance.ProcessId, 0, instance.StartTicks));
        if (match is WorkloadMatch.One found && found.Path == instance.Path && found.Credentials.UserId == instance.UserId && !root.HasExited)
        {
            one = found;
            return EntryStanding.Holds;
        }

        return root.HasExited || match is WorkloadMatch.Unstable ? EntryStanding.Unseen
            : match is not WorkloadMatch.Several && match.Unseen.Contains(instance.Path) ? EntryStanding.Unseen
            : EntryStanding.Broken;
    }

    // Whether the root executes what it did when it was adopted. Where the file's times alone are others, the file is read again.
    private EntryStanding Runs(AttestedInstance instance, ExecutableFile? before)
    {
        var now = processes.Executable(instance.ProcessId);
        if (now == before)
        {
            return EntryStanding.Holds;
        }

        if (now is not { } file || before is not { } then)
        {
            return now is null ? EntryStanding.Unseen : EntryStanding.Broken;
        }

        if (!file.IsSameFile(then) || instance.Executable.IsDefault)
        {
            return EntryStanding.Broken;
        }

        var digest = processes.HashExecutable(instance.ProcessId);
        return digest.IsDefault ? EntryStanding.Unseen : digest == instance.Executable ? EntryStanding.Holds : EntryStanding.Broken;
    }

    private PeerAttestation Attest(KernelPeer peer, Registered member)
    {
        if (!IsCurrent(member) || member.Root.HasExited)
        {
            return AttestationReasons.Ended(member.Instance);
        }

        if (StandingOf(member) != EntryStanding.Holds)
        {
            return AttestationReasons.NoLonger(peer, member.Instance);
        }

        var isLauncher = !member.IsMatched && member.IsRoot(peer.Facts);
        return peer.UserId == member.Instance.UserId || (member.Instance.Assurance <= Assurance.SameUid && !member.IsMatched) ? new PeerAttestation.Known(member.Instance, isLauncher)
            : isLauncher ? new PeerAttestation.Known(member.Instance with { Assurance = AssuranceOf(peer.UserId) }, IsRoot: true)
            : AttestationReasons.OtherUser(peer, member.Instance);
    }
}
