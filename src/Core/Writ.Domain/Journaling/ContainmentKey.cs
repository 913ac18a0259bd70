namespace Writ.Domain;

/// <summary>What can be contained: everything, an agent, an instance or a server.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Name">Its name; empty for everything.</param>
public readonly record struct ContainmentKey(ContainmentKind Kind, string Name)
{
    /// <summary>Everything in the trust domain.</summary>
    public static ContainmentKey Everything => new(ContainmentKind.Everything, "");

    /// <summary>All instances of an agent.</summary>
    public static ContainmentKey Agent(Slug agent) => new(ContainmentKind.Agent, agent.ToString());

    /// <summary>One instance.</summary>
    public static ContainmentKey Instance(Writ.Spiffe.SpiffeId instance) => new(ContainmentKind.Instance, instance.ToString());

    /// <summary>All use of a server.</summary>
    public static ContainmentKey Server(Slug server) => new(ContainmentKind.Server, server.ToString());
}
