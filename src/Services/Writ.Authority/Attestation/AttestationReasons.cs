using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>Why a process is no instance. The process itself learns what to do; the operator learns which process it was.</summary>
internal static class AttestationReasons
{
    public static Reason Already { get; } =
        new("W2107", "law/one-instance", "this process is an instance, or belongs to one, already", "launch each agent by a process of its own");

    public static PeerAttestation.Refused NoPeer() => Refuse("W2106", "the kernel named no process for this connection", "connect to Writ's local socket", "no kernel peer");

    public static PeerAttestation.Refused Exited(KernelPeer peer) =>
        Refuse("W2103", "the process that opened this connection has ended", "open a connection of your own", $"pid {peer.ProcessId} has exited");

    public static PeerAttestation.Refused Hidden(KernelPeer peer) =>
        Refuse("W2109", "the kernel does not show what this process runs", "run a program that does not hide itself", $"pid {peer.ProcessId} uid {peer.UserId} hides its executable");

    public static PeerAttestation.Refused Replaced(KernelPeer peer) =>
        Refuse("W2104", "the process that opened this connection runs another program now", "open a new connection", $"pid {peer.ProcessId} changed its executable");

    public static PeerAttestation.Refused Unstable(KernelPeer peer) =>
        Refuse("W2103", "the processes above this one changed while they were looked at", "try again", $"ancestry of pid {peer.ProcessId} is not stable");

    public static PeerAttestation.Refused Concealed(KernelPeer peer, int last) =>
        Refuse("W2108", "a process above this one is hidden from Writ", "mount /proc without `hidepid` for Writ's user", $"the ancestry of pid {peer.ProcessId} ends at pid {last}");

    public static PeerAttestation.Refused InSeveral(KernelPeer peer, int count) =>
        Refuse("W2102", "this process belongs to several instances", "start the agent outside another one", $"pid {peer.ProcessId} is in {count} registered trees");

    public static PeerAttestation.Refused Ended(AttestedInstance instance) =>
        Refuse("W2105", "the instance has ended", "start the agent again", $"{instance.Id} has ended");

    public static PeerAttestation.Refused OtherUser(KernelPeer peer, AttestedInstance instance) =>
        Refuse("W2110", "this process runs under another user than its instance", "stay under the user that it was attested with", $"pid {peer.ProcessId} uid {peer.UserId} is in the tree of {instance.Id}, which is uid {instance.UserId}");

    public static PeerAttestation.Refused Ambiguous(KernelPeer peer, WorkloadMatch.Several several) =>
        Refuse("W2120", "registration entries of several workloads match this process, so it is none of them", "ask an operator to tell them apart in writ.yaml", $"pid {peer.ProcessId} uid {peer.UserId} is {string.Join(" and ", several.Paths)}");

    public static PeerAttestation.Refused NotYet(KernelPeer peer, WorkloadPath path) =>
        Refuse("W2121", "this process is a registered workload, and none that was attested here", "connect to the agents' socket or the Workload API and try again; operate Writ with a process that no entry matches", $"pid {peer.ProcessId} uid {peer.UserId} matches {path}");

    public static PeerAttestation.Refused NoLonger(KernelPeer peer, AttestedInstance instance) =>
        Refuse("W2122", "this process is no longer what its registration says", "start it again as it is registered", $"pid {peer.ProcessId} of {instance.Id} does not match {instance.Path} any more");

    public static PeerAttestation.Refused Changing(KernelPeer peer) =>
        Refuse("W2122", "this process changed while it was looked at", "try again", $"pid {peer.ProcessId} changed while it was matched");

    public static PeerAttestation.Refused Apart(KernelPeer peer, AttestedInstance above) =>
        Refuse("W2123", "this process was started by a registered workload, whose entry does not speak of its descendants", "let the workload itself connect, or set `descendants: true` for its entry", $"pid {peer.ProcessId} uid {peer.UserId} is below {above.Id}");

    public static PeerAttestation.Stranger Stranger(KernelPeer peer) => new(
        new Reason("W2101", "law/attested", "this process belongs to no instance", "start the agent with `writ run`, or register it below `workloads:` in writ.yaml"), $"pid {peer.ProcessId} uid {peer.UserId} is in no registered tree, and no entry matches it");

    private static PeerAttestation.Refused Refuse(string code, string text, string fix, string forOperator) => new(new Reason(code, "law/attested", text, fix), forOperator);
}
