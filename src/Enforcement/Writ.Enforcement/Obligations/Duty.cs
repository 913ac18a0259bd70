using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>The obligations of one kind that a decision came with, and all that it rests on.</summary>
/// <param name="Obligations">The obligations; one at least.</param>
/// <param name="Id">The decision's id.</param>
/// <param name="Decision">The decision.</param>
/// <param name="Request">What it rests on.</param>
/// <param name="Patience">How long the call may still be held for whatever discharges them; zero when it may not.</param>
public sealed record Duty(ImmutableArray<Obligation> Obligations, DecisionId Id, Decision Decision, DecisionRequest Request, TimeSpan Patience);
