namespace Writ.Domain;

/// <summary>What a token of an identity provider is to prove. A token that is good for one use is not good for the other.</summary>
public enum IssuerUse
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>On whose behalf an agent acts: a human, or a service that stands for one.</summary>
    Subject,

    /// <summary>What a workload elsewhere is, such as a job of a build system or a pod.</summary>
    Workload,
}
