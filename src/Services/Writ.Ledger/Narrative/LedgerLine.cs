using System.Collections.Immutable;

namespace Writ.Ledger;

/// <summary>An entry as people read it. Its texts come from the ledger with control characters replaced, so they are safe on a terminal.</summary>
/// <param name="Index">Its place in the log.</param>
/// <param name="At">When, as it stands in the entry; empty when the entry cannot be read.</param>
/// <param name="Kind">The kind, as in `action.decided`; `unreadable` when the entry cannot be read.</param>
/// <param name="Task">The task; empty when it belongs to none.</param>
/// <param name="What">What it is about, in a few words.</param>
/// <param name="Verdict">`allow`, `deny` or `step-up`; empty where nothing was decided.</param>
/// <param name="Outcome">`succeeded`, `failed` or `unknown` for an action that was allowed; empty otherwise.</param>
/// <param name="Codes">The reason codes of a refusal.</param>
/// <param name="Decision">The decision's id; empty where nothing was decided.</param>
public sealed record LedgerLine(
    long Index, string At, string Kind, string Task, string What, string Verdict, string Outcome, ImmutableArray<string> Codes, string Decision);
