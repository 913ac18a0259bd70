using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>What the Record transaction takes so that every obligation is discharged.</summary>
internal sealed record Discharged(ImmutableArray<Condition> Conditions, ImmutableArray<Change> Changes, ImmutableArray<LedgerEntry> Entries)
{
    public static Discharged Nothing { get; } = new([], [], []);
}
