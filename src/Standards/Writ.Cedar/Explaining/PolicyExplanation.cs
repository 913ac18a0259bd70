using System.Collections.Immutable;
using Writ.Cedar.Ast;

namespace Writ.Cedar.Explaining;

/// <summary>What one policy came to for a request, and why.</summary>
/// <param name="Policy">The policy, with its id and position.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Clauses">The clauses it rests on: all that hold when it is satisfied, and otherwise the first that decided against it.</param>
public sealed record PolicyExplanation(Policy Policy, PolicyOutcome Outcome, ImmutableArray<Clause> Clauses);
