using System.Collections.Immutable;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Explaining;

/// <summary>One clause that a policy's outcome rests on: a constraint of its scope, or a part of a condition between <c>&amp;&amp;</c> and <c>||</c>.</summary>
/// <param name="Part">Where it stands in the policy.</param>
/// <param name="Position">Where it stands in the text; for a constraint, where its policy starts.</param>
/// <param name="Text">The clause as Cedar text.</param>
/// <param name="Outcome">What it came to. In an <c>unless</c>, false is what is wanted.</param>
/// <param name="Values">The values it looked at, in the order they stand in it.</param>
/// <param name="Error">Why it has no value; null when it has one.</param>
public sealed record Clause(
    ClausePart Part,
    Position Position,
    string Text,
    ClauseOutcome Outcome,
    ImmutableArray<ClauseValue> Values,
    EvaluationError? Error);
