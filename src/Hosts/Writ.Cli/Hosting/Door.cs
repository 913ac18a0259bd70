namespace Writ.Cli;

/// <summary>By which listener a connection came in. What is for operators is not there for agents, and the other way round.</summary>
internal enum Door
{
    /// <summary>By none that is known: nothing is there.</summary>
    None = 0,

    /// <summary>The agents' port or socket.</summary>
    Agents,

    /// <summary>The operators' port or socket.</summary>
    Operators,

    /// <summary>The socket of the SPIFFE Workload API.</summary>
    Workloads,

    /// <summary>The bundle endpoint, open to whoever can reach it.</summary>
    Bundles,
}
