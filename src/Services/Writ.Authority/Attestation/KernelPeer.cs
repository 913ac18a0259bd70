using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>
/// The process that connected to a local socket, pinned when it did. Credentials of a socket are fixed at connect and a descriptor can be passed on,
/// so each request asks anew whether that process still runs, and the same program.
/// </summary>
public sealed class KernelPeer : IPeer, IDisposable
{
    private readonly IProcesses processes;
    private readonly IProcessHandle handle;
    private readonly ExecutableFile? executable;

    private KernelPeer(IProcesses processes, IProcessHandle handle, ProcessFacts facts, ExecutableFile? executable, uint userId, uint groupId)
    {
        this.processes = processes;
        this.handle = handle;
        this.executable = executable;
        Facts = facts;
        UserId = userId;
        GroupId = groupId;
    }

    /// <inheritdoc />
    public int ProcessId => Facts.ProcessId;

    /// <inheritdoc />
    public uint UserId { get; }

    /// <summary>The effective group id.</summary>
    public uint GroupId { get; }

    /// <summary>When the process started, in clock ticks since boot.</summary>
    public long StartTicks => Facts.StartTicks;

    internal ProcessFacts Facts { get; }

    /// <summary>The instance that this peer was found to belong to. A descendant stays one while its ancestor lives, so it is looked up once.</summary>
    internal Registered? Membership { get; set; }

    internal bool HasExited => handle.HasExited;

    /// <summary>
    /// Whether the kernel showed what it runs, or hides it for a reason that is no hiding place: Writ is not root, and the process is of another uid.
    /// A process of Writ's own uid that hides its program has made itself unreadable, and is not known.
    /// </summary>
    internal bool MayBeHidden => processes.OwnUserId != 0 && UserId != processes.OwnUserId;

    /// <summary>Whether what it executes is known, or need not be.</summary>
    internal bool IsShown => executable is not null || MayBeHidden;

    /// <summary>Whether it still executes the file that it executed when it connected.</summary>
    internal bool RunsTheSame => processes.Executable(ProcessId) == executable;

    /// <summary>Pins a peer; null when the process is gone already. Takes the handle.</summary>
    internal static KernelPeer? Pin(IProcesses processes, IProcessHandle? handle, int processId, uint userId, uint groupId)
    {
        handle ??= processes.Open(processId);
        if (handle is null)
        {
            return null;
        }

        // The order matters: what is read under the id is the process's own only if it still lived after the reading.
        var facts = processes.Find(processId);
        var runs = processes.Executable(processId);
        if (facts is null || handle.HasExited)
        {
            handle.Dispose();
            return null;
        }

        return new KernelPeer(processes, handle, facts.Value, runs, userId, groupId);
    }

    /// <inheritdoc />
    public void Dispose() => handle.Dispose();
}
