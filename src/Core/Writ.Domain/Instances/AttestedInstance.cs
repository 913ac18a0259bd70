using Writ.Spiffe;

namespace Writ.Domain;

/// <summary>One running workload of an agent, as the kernel showed it when it was attested. Process ids are reused, so the start time and the boot belong to the name.</summary>
/// <param name="Id">Its SPIFFE id.</param>
/// <param name="Agent">The agent it is an instance of.</param>
/// <param name="Assurance">How far it is separated from its neighbours.</param>
/// <param name="ProcessId">The root of its process tree, in Writ's pid namespace.</param>
/// <param name="StartTicks">When that process started, in clock ticks since boot (field 22 of /proc/PID/stat).</param>
/// <param name="Boot">The kernel's boot id.</param>
/// <param name="UserId">Its uid.</param>
/// <param name="Executable">The SHA-256 of its executable.</param>
/// <param name="Attested">When it was attested.</param>
public sealed record AttestedInstance(
    SpiffeId Id, Slug Agent, Assurance Assurance, int ProcessId, long StartTicks, string Boot, uint UserId, Digest256 Executable, DateTimeOffset Attested);
