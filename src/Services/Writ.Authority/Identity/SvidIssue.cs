using Writ.Domain;

namespace Writ.Authority.Identity;

/// <summary>What else the transaction does that records the issue of an X.509-SVID.</summary>
/// <param name="Conditions">What must hold in it.</param>
/// <param name="Changes">What it changes, given what is issued.</param>
/// <param name="Entries">What it records before the issue itself, given what is issued.</param>
internal sealed record SvidIssue(
    IReadOnlyList<Condition> Conditions, Func<IssuedX509Svid, IReadOnlyList<Change>> Changes, Func<IssuedX509Svid, IReadOnlyList<LedgerEntry>> Entries);
