namespace Writ.Domain;

/// <summary>What kind of workload an instance is of: the first segment of its SPIFFE id's path.</summary>
public enum WorkloadKind
{
    /// <summary>None that Writ attests.</summary>
    None = 0,

    /// <summary>An agent; the only kind that takes up intents.</summary>
    Agent,

    /// <summary>A model.</summary>
    Model,

    /// <summary>A retriever.</summary>
    Retriever,

    /// <summary>A pipeline.</summary>
    Pipeline,

    /// <summary>A job.</summary>
    Job,

    /// <summary>A server.</summary>
    Server,
}
