using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>
/// One intent taken up once: the unit of authority. Everything but <see cref="Standing"/> and <see cref="LastActive"/> is fixed when it opens.
/// The standing is what was read; the Record transaction decides on the standing that is.
/// </summary>
public sealed record AgentTask
{
    /// <summary>The task.</summary>
    public required TaskId Id { get; init; }

    /// <summary>The epoch of the store in which it was opened; dead in any other.</summary>
    public required int Epoch { get; init; }

    /// <summary>Who works on it; the binding is the channel's, not the task's.</summary>
    public required Actor Actor { get; init; }

    /// <summary>On whose behalf; null when the agent acts for itself.</summary>
    public Subject? Subject { get; init; }

    /// <summary>The intent's name.</summary>
    public required Slug Intent { get; init; }

    /// <summary>The release whose intent was taken up.</summary>
    public required ReleaseId Release { get; init; }

    /// <summary>The typed parameters. They may be personal: stored sealed, never logged.</summary>
    public required ImmutableSortedDictionary<string, ParameterValue> Parameters { get; init; }

    /// <summary>What the work is, in the words of whoever set it; null when none were given. Stored sealed, never logged.</summary>
    public string? Goal { get; init; }

    /// <summary>By which channel the goal and parameters arrived.</summary>
    public required TaskChannel Channel { get; init; }

    /// <summary>What it may do at most.</summary>
    public required Scope Scope { get; init; }

    /// <summary>What it may use up.</summary>
    public required Budget Budget { get; init; }

    /// <summary>When it opened.</summary>
    public required DateTimeOffset Opened { get; init; }

    /// <summary>When it ends at the latest.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>It ends when it did nothing for this long.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>When it last acted.</summary>
    public required DateTimeOffset LastActive { get; init; }

    /// <summary>Where it stands.</summary>
    public required TaskStanding Standing { get; init; }

    /// <summary>The tasks above it, nearest first: it was delegated by the first of them, acts only while all of them live, and takes from the budget of each. Empty when nobody delegated it.</summary>
    public ImmutableArray<TaskId> Ancestors { get; init; } = [];

    /// <summary>How many tasks may stand below it, one below the other; zero for none.</summary>
    public int Hops { get; init; }

    /// <summary>The task that delegated it; the zero value when none did.</summary>
    public TaskId Parent => Ancestors.IsDefaultOrEmpty ? default : Ancestors[0];

    /// <summary>What counts the tasks that it delegated.</summary>
    public SpendKey Delegated => new("delegated", Digest256.Sha256(System.Text.Encoding.UTF8.GetBytes(Id.ToString())));

    /// <summary>Whether its deadline or idle time has passed at an instant.</summary>
    public bool IsOver(DateTimeOffset now) => now >= Deadline || now - LastActive >= Idle;

    /// <summary>The id and the state, nothing personal.</summary>
    public override string ToString() => $"{Id} {Standing.State}";
}
