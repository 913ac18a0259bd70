using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Stacks;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Explaining;

/// <summary>
/// Evaluates a condition clause by clause and keeps those that decided it: of a false <c>&amp;&amp;</c> the operand that is false,
/// of a true <c>||</c> the one that is true. Each clause is evaluated once, and no other than Cedar itself evaluates.
/// </summary>
internal readonly struct ClauseTracer(ClausePart part, Evaluator evaluator)
{
    private const int MaxValues = 8;

    public (ClauseOutcome Outcome, ImmutableArray<Clause> Deciding) Trace(Expr expression) =>
        !AmpleStack.IsHere ? AmpleStack.Run((Tracer: this, Expression: expression), static rest => rest.Tracer.Trace(rest.Expression)) : expression switch
        {
            Expr.And and => Chain(and.Left, and.Right, decidedBy: ClauseOutcome.False),
            Expr.Or or => Chain(or.Left, or.Right, decidedBy: ClauseOutcome.True),
            Expr.Unary { Operator: UnaryOperator.Not } not => Negated(Trace(not.Operand)),
            Expr.If choice => Chosen(choice),
            _ => Single(expression),
        };

    private (ClauseOutcome, ImmutableArray<Clause>) Chain(Expr left, Expr right, ClauseOutcome decidedBy)
    {
        var first = Trace(left);
        if (first.Outcome == decidedBy || first.Outcome == ClauseOutcome.Errored) return first;
        var second = Trace(right);
        return second.Outcome == decidedBy || second.Outcome == ClauseOutcome.Errored ? second : (second.Outcome, first.Deciding.AddRange(second.Deciding));
    }

    private (ClauseOutcome, ImmutableArray<Clause>) Chosen(Expr.If choice)
    {
        var condition = Trace(choice.Condition);
        if (condition.Outcome == ClauseOutcome.Errored) return condition;
        var branch = Trace(condition.Outcome == ClauseOutcome.True ? choice.Then : choice.Else);
        return (branch.Outcome, condition.Deciding.AddRange(branch.Deciding));
    }

    private static (ClauseOutcome, ImmutableArray<Clause>) Negated((ClauseOutcome Outcome, ImmutableArray<Clause> Deciding) operand) => operand.Outcome switch
    {
        ClauseOutcome.True => (ClauseOutcome.False, operand.Deciding),
        ClauseOutcome.False => (ClauseOutcome.True, operand.Deciding),
        _ => operand,
    };

    private (ClauseOutcome, ImmutableArray<Clause>) Single(Expr expression)
    {
        var result = evaluator.Evaluate(expression);
        if (result.Error is null && !result.Value.TryGetBool(out _)) result = EvaluationResult.WrongType(expression.At, ValueKind.Bool, result.Value.Kind);
        var outcome = result.Error is not null ? ClauseOutcome.Errored : result.Value.Bool ? ClauseOutcome.True : ClauseOutcome.False;
        return (outcome, [new Clause(part, StartOf(expression).At, CedarText.Write(expression), outcome, Values(expression), result.Error)]);
    }

    // An operator knows its own place; a person looks for where the clause begins.
    private static Expr StartOf(Expr expression)
    {
        while (true)
        {
            var before = expression switch
            {
                Expr.Binary e => e.Left,
                Expr.Attribute e => e.Target,
                Expr.Has e => e.Target,
                Expr.Like e => e.Target,
                Expr.Is e => e.Target,
                Expr.Unary { Operator: UnaryOperator.IsEmpty } e => e.Operand,
                Expr.Call { Arguments: [var receiver, ..] } e when !ExtensionFunctions.IsConstructor(e.Function) => receiver,
                _ => null,
            };
            if (before is null) return expression;
            expression = before;
        }
    }

    // What differs by request: the longest paths from the variables, each once.
    private ImmutableArray<ClauseValue> Values(Expr expression)
    {
        var values = ImmutableArray.CreateBuilder<ClauseValue>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var rest = new Stack<Expr>([expression]);
        while (values.Count < MaxValues && rest.TryPop(out var next))
        {
            if (IsPath(next))
            {
                var result = evaluator.Evaluate(next);
                var text = CedarText.Write(next);
                if (result.Error is null && seen.Add(text)) values.Add(new ClauseValue(text, result.Value));
                else if (result.Error is not null && next is Expr.Attribute broken) rest.Push(broken.Target);
                continue;
            }

            foreach (var child in Parts(next).Reverse()) rest.Push(child);
        }

        return values.ToImmutable();
    }

    private static bool IsPath(Expr expression)
    {
        while (true)
        {
            switch (expression)
            {
                case Expr.Var:
                    return true;
                case Expr.Attribute attribute:
                    expression = attribute.Target;
                    break;
                case Expr.Binary { Operator: BinaryOperator.GetTag, Right: Expr.Literal } tag:
                    expression = tag.Left;
                    break;
                default:
                    return false;
            }
        }
    }

    private static IEnumerable<Expr> Parts(Expr expression) => expression switch
    {
        Expr.Unary e => [e.Operand],
        Expr.Binary e => [e.Left, e.Right],
        Expr.And e => [e.Left, e.Right],
        Expr.Or e => [e.Left, e.Right],
        Expr.If e => [e.Condition, e.Then, e.Else],
        Expr.Attribute e => [e.Target],
        Expr.Has e => [e.Target],
        Expr.Like e => [e.Target],
        Expr.Is e => e.In is null ? [e.Target] : [e.Target, e.In],
        Expr.SetLiteral e => e.Items,
        Expr.RecordLiteral e => e.Fields.Select(static field => field.Value),
        Expr.Call e => e.Arguments,
        _ => [],
    };
}
