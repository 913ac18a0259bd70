using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>What can be contained: everything, an agent, an instance, a server, all work for a subject, or all actions of an effect.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Name">Its name; empty for everything.</param>
public readonly record struct ContainmentKey(ContainmentKind Kind, string Name)
{
    private const char At = '@';

    // What can be frozen, and what an action does to be stopped by it: a freeze on writing stops all that changes something.
    private static readonly ImmutableArray<(string Name, Effects Stops)> Freezes =
    [
        ("write", Effects.Write | Effects.Destructive | Effects.Execute),
        ("destructive", Effects.Destructive),
        ("execute", Effects.Execute),
        ("egress", Effects.Egress),
    ];

    /// <summary>Everything in the trust domain.</summary>
    public static ContainmentKey Everything => new(ContainmentKind.Everything, "");

    /// <summary>All instances of an agent.</summary>
    public static ContainmentKey Agent(Slug agent) => new(ContainmentKind.Agent, agent.ToString());

    /// <summary>One instance.</summary>
    public static ContainmentKey Instance(Writ.Spiffe.SpiffeId instance) => new(ContainmentKind.Instance, instance.ToString());

    /// <summary>All use of a server.</summary>
    public static ContainmentKey Server(Slug server) => new(ContainmentKind.Server, server.ToString());

    /// <summary>All work for a subject, whichever agent does it.</summary>
    /// <param name="pseudonym">The subject's keyed digest (<see cref="Domain.Subject.PseudonymOf"/>); never the zero value.</param>
    public static ContainmentKey Subject(Digest256 pseudonym) => new(ContainmentKind.Subject, pseudonym.ToString());

    /// <summary>
    /// Reads a freeze: `write`, `destructive`, `execute` or `egress`, of all servers or, as `write@crm`, of one. `write` stops all that changes something.
    /// Null when it is none.
    /// </summary>
    public static ContainmentKey? Freeze(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf(At, StringComparison.Ordinal);
        var effect = at < 0 ? text : text[..at];
        return Freezes.Any(f => string.Equals(f.Name, effect, StringComparison.Ordinal)) && (at < 0 || Slug.TryParse(text[(at + 1)..], null, out _))
            ? new ContainmentKey(ContainmentKind.Effect, text)
            : null;
    }

    /// <summary>What stops an actor when it is contained: everything, its agent, its instance, those of each that delegated to it, and whom it works for.</summary>
    /// <param name="actor">Who acts.</param>
    /// <param name="subject">The pseudonym of whom it acts for; the zero value when it acts for itself.</param>
    public static ImmutableArray<ContainmentKey> Stopping(Actor actor, Digest256 subject)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var keys = ImmutableArray.CreateBuilder<ContainmentKey>(4);
        keys.Add(Everything);
        keys.Add(Agent(actor.Agent));
        keys.Add(Instance(actor.Instance));
        if (!subject.IsDefault)
        {
            keys.Add(Subject(subject));
        }

        foreach (var delegator in actor.Chain.IsDefault ? [] : actor.Chain)
        {
            keys.Add(Instance(delegator));
            if (WorkloadPath.Of(delegator).Agent is { IsDefault: false } agent)
            {
                keys.Add(Agent(agent));
            }
        }

        return keys.DrainToImmutable();
    }

    /// <summary>What stops an action when it is contained: its server, and each freeze of what it does, of all servers or of its own.</summary>
    /// <param name="action">The action.</param>
    public static ImmutableArray<ContainmentKey> Stopping(ActionRequest action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (action.Effects == Effects.Read)
        {
            return [Server(action.Name.Server)];
        }

        var keys = ImmutableArray.CreateBuilder<ContainmentKey>();
        keys.Add(Server(action.Name.Server));
        foreach (var (name, stops) in Freezes)
        {
            if ((action.Effects & stops) != Effects.None)
            {
                keys.Add(new ContainmentKey(ContainmentKind.Effect, name));
                keys.Add(new ContainmentKey(ContainmentKind.Effect, $"{name}{At}{action.Name.Server}"));
            }
        }

        return keys.DrainToImmutable();
    }
}
