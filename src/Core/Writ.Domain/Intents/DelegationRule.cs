using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>To whom tasks of an intent may be delegated, and how far. Without one, an intent's tasks are delegated to nobody.</summary>
/// <param name="To">The agents; at least one.</param>
/// <param name="Depth">How many tasks may stand below one of this intent, one below the other; from 1 to <see cref="MaxDepth"/>.</param>
/// <param name="FanOut">How many tasks one of this intent may have delegated in all; from 1 to <see cref="MaxFanOut"/>.</param>
public sealed record DelegationRule(ImmutableSortedSet<Slug> To, int Depth, int FanOut)
{
    /// <summary>The greatest depth: a writ names eight actors, and never leaves one out.</summary>
    public const int MaxDepth = 7;

    /// <summary>The greatest number of delegated tasks.</summary>
    public const int MaxFanOut = 1000;

    /// <summary>How many there may be when the intent does not say.</summary>
    public const int DefaultFanOut = 8;
}
