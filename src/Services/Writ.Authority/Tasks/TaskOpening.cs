using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Tasks;

/// <summary>A wish to take up an intent. Nothing in it is believed but the instance, which was attested.</summary>
public sealed record TaskOpening
{
    /// <summary>The agent, by name.</summary>
    public required string Agent { get; init; }

    /// <summary>The intent, by name.</summary>
    public required string Intent { get; init; }

    /// <summary>The parameters, as texts.</summary>
    public required ImmutableDictionary<string, string> Parameters { get; init; }

    /// <summary>What the work is; null when nobody said.</summary>
    public string? Goal { get; init; }

    /// <summary>On whose behalf; null when the agent acts for itself.</summary>
    public Subject? Subject { get; init; }

    /// <summary>Who will work on it.</summary>
    public required AttestedInstance Instance { get; init; }

    /// <summary>Whether the instance is noted in the same transaction, rather than known already.</summary>
    public bool InstanceIsNew { get; init; }

    /// <summary>By which channel the goal and parameters arrived.</summary>
    public required TaskChannel Channel { get; init; }

    /// <summary>What was asked for; null asks for the whole ceiling.</summary>
    public Scope? Scope { get; init; }

    /// <summary>How the instance proved, for this very message, that it is the instance.</summary>
    public Binding Binding { get; init; } = Binding.Socket;

    /// <summary>What else must hold in the transaction that opens it, such as a proof's being unspent.</summary>
    public ImmutableArray<Condition> Conditions { get; init; } = [];

    /// <summary>What that transaction takes, such as that proof.</summary>
    public ImmutableArray<Change> Changes { get; init; } = [];

    /// <summary>The task above that delegates it, and what of it is handed on; null when nobody does.</summary>
    public DelegatedTask? Delegated { get; init; }

    /// <summary>How many tasks may stand below it; null asks for as many as its intent allows.</summary>
    public int? Depth { get; init; }

    /// <summary>For how long; null asks for as long as the intent allows.</summary>
    public TimeSpan? Lifetime { get; init; }
}
