using System.Collections.Immutable;

namespace Writ.Authority.Attestation;

/// <summary>Under whom a process runs at one instant.</summary>
/// <param name="UserId">The effective uid.</param>
/// <param name="GroupId">The effective gid.</param>
/// <param name="Groups">The supplementary groups, ascending.</param>
internal sealed record ProcessCredentials(uint UserId, uint GroupId, ImmutableArray<uint> Groups)
{
    /// <summary>The supplementary groups in one text.</summary>
    public string GroupsText => string.Join(',', Groups);
}
