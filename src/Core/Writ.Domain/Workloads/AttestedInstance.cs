using Writ.Spiffe;

namespace Writ.Domain;

/// <summary>One running workload, as it was attested. Process ids are reused, so the start time and the boot belong to the name.</summary>
/// <param name="Id">Its SPIFFE id.</param>
/// <param name="Agent">The agent it is an instance of; the zero value for a workload of another kind.</param>
/// <param name="Assurance">How far it is separated from its neighbours.</param>
/// <param name="ProcessId">The root of its process tree, in Writ's pid namespace.</param>
/// <param name="StartTicks">When that process started, in clock ticks since boot (field 22 of /proc/PID/stat).</param>
/// <param name="Boot">The kernel's boot id.</param>
/// <param name="UserId">Its uid.</param>
/// <param name="Executable">The SHA-256 of its executable.</param>
/// <param name="Attested">When it was attested.</param>
public sealed record AttestedInstance(
    SpiffeId Id, Slug Agent, Assurance Assurance, int ProcessId, long StartTicks, string Boot, uint UserId, Digest256 Executable, DateTimeOffset Attested)
{
    /// <summary>How Writ came to know it.</summary>
    public AttestationMethod Method { get; init; }

    /// <summary>Its supplementary groups as they were, ascending, with commas between; empty for none.</summary>
    public string Groups { get; init; } = "";

    /// <summary>The SHA-256 of the path of its control group as it was; the zero value where the kernel names none. A path may hold whatever its maker wrote into it.</summary>
    public Digest256 ControlGroup { get; init; }

    /// <summary>The SHA-256 of the selectors that it was matched by, a line each, in their order; the zero value when no entry was asked.</summary>
    public Digest256 Selectors { get; init; }

    /// <summary>The SHA-256 of the script that it was started with, as its launcher says; the zero value when nobody said. Weaker than what the kernel shows.</summary>
    public Digest256 Script { get; init; }

    /// <summary>The keyed digest of the words that it was started with, as its launcher says; the zero value when nobody said. Weaker than what the kernel shows.</summary>
    public Digest256 CommandLine { get; init; }

    /// <summary>The public key that it joined with, as canonical JSON (RFC 7638 §3); empty for a process of this machine.</summary>
    public string PublicKey { get; init; } = "";

    /// <summary>When it ends unless it renews; null for a process of this machine, which ends when it exits.</summary>
    public DateTimeOffset? LeaseEnds { get; init; }

    /// <summary>The class it is an instance of.</summary>
    public WorkloadPath Path => WorkloadPath.Of(Id);
}
