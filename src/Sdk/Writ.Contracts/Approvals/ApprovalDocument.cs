using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>A question to humans about one exact action. Nothing of what is pending is in it.</summary>
/// <param name="Id">The approval, as in `apr_01…`.</param>
/// <param name="State">`pending`, `approved`, `denied`, `expired`, `void` or `spent`.</param>
/// <param name="Task">The task.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Instance">The instance.</param>
/// <param name="Assurance">`same-uid`, `separate-uid`, `sandboxed` or `remote`.</param>
/// <param name="Intent">The task's intent.</param>
/// <param name="Action">What would be done, as in `billing/refund`; escaped where it is not plain.</param>
/// <param name="Effects">What that does to the world, as in `write`.</param>
/// <param name="Approvers">Who has to approve, as in `owner`.</param>
/// <param name="Rules">The rules that ask.</param>
/// <param name="Release">The release whose rules they are.</param>
/// <param name="Requested">When it was asked.</param>
/// <param name="Expires">From when on it is worth nothing.</param>
public sealed record ApprovalDocument(
    string Id, string State, string Task, string Agent, string Instance, string Assurance, string Intent, string Action, ImmutableArray<string> Effects,
    ImmutableArray<string> Approvers, ImmutableArray<string> Rules, string Release, DateTimeOffset Requested, DateTimeOffset Expires);
