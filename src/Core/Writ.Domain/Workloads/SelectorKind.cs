namespace Writ.Domain;

/// <summary>What a selector speaks of.</summary>
public enum SelectorKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>`unix:uid`: the effective uid.</summary>
    UserId,

    /// <summary>`unix:user`: the name of the effective uid.</summary>
    User,

    /// <summary>`unix:gid`: the effective gid.</summary>
    GroupId,

    /// <summary>`unix:group`: the name of the effective gid.</summary>
    Group,

    /// <summary>`unix:supplementary_gid`: one of the supplementary groups.</summary>
    SupplementaryGroupId,

    /// <summary>`unix:supplementary_group`: the name of one of them.</summary>
    SupplementaryGroup,

    /// <summary>`unix:path`: the executable's path, which has to name that very file for Writ too.</summary>
    Path,

    /// <summary>`unix:sha256`: the executable's SHA-256.</summary>
    Sha256,

    /// <summary>`systemd:id`: the unit that the process runs in.</summary>
    UnitId,

    /// <summary>`systemd:fragment_path`: the file of that unit.</summary>
    UnitFragmentPath,

    /// <summary>`writ:cgroup`: the path of its control group.</summary>
    ControlGroup,

    /// <summary>`writ:script-sha256`: the SHA-256 of the script that its command line names. The process itself says which: weaker.</summary>
    ScriptSha256,

    /// <summary>`writ:cmdline`: its command line, words joined by a space. The process itself says so: weaker.</summary>
    CommandLine,

    /// <summary>`oidc:issuer:claim`: a claim of a token of a registered identity provider.</summary>
    IssuerClaim,
}
