using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Validation.Types;

namespace Writ.Cedar.Validation.Checking;

// The operators that leave some of their operands unevaluated, and pass on what is known to be there.
internal sealed partial class TypeChecker
{
    /// <summary>The type of all conditions together, which hold one after the other like operands of <c>&amp;&amp;</c>.</summary>
    public Answer Check(ImmutableArray<Condition> conditions)
    {
        if (conditions.IsEmpty) return Answer.Of(CedarType.Bool.Any);
        var all = Check(conditions[0], CapabilitySet.None);
        for (var i = 1; i < conditions.Length && !all.IsFalse; i++) all = Both(all, Check(conditions[i], all.Gained));
        return all;
    }

    private Answer Check(Condition condition, CapabilitySet held)
    {
        var body = Check(condition.Body, held, Expectation.Bool);
        return condition.Kind == ConditionKind.When ? body : Negated(body);
    }

    private Answer And(Expr.And e, CapabilitySet held)
    {
        var left = Check(e.Left, held, Expectation.Bool);
        if (left.IsFalse) return Answer.Of(CedarType.Bool.False).After(left.IsSound);
        return Both(left, Check(e.Right, held.And(left.Gained), Expectation.Bool));
    }

    private static Answer Both(Answer left, Answer right)
    {
        if (left.Type is null || right.Type is null) return Answer.Wrong(CedarType.Bool.Any);
        var isSound = left.IsSound && right.IsSound;
        if (right.IsFalse) return Answer.Of(CedarType.Bool.False).After(isSound);
        var type = right.IsTrue ? left.Type : left.IsTrue ? right.Type : CedarType.Bool.Any;
        return Answer.Of(type, left.Gained.And(right.Gained)).After(isSound);
    }

    private Answer Or(Expr.Or e, CapabilitySet held)
    {
        var left = Check(e.Left, held, Expectation.Bool);
        if (left.IsTrue) return left;

        // The right side is evaluated when the left was false, so nothing is known from the left.
        var right = Check(e.Right, held, Expectation.Bool);
        if (left.Type is null || right.Type is null) return Answer.Wrong(CedarType.Bool.Any);
        var isSound = left.IsSound && right.IsSound;
        if (right.IsTrue || left.IsFalse) return right.After(isSound);
        if (right.IsFalse) return left.After(isSound);
        return Answer.Of(CedarType.Bool.Any, left.Gained.Or(right.Gained)).After(isSound);
    }

    private Answer If(Expr.If e, CapabilitySet held)
    {
        var condition = Check(e.Condition, held, Expectation.Bool);
        var heldThen = held.And(condition.Gained);
        if (condition.IsTrue)
        {
            var taken = Check(e.Then, heldThen);
            return (taken with { Gained = taken.Gained.And(condition.Gained) }).After(condition.IsSound);
        }

        if (condition.IsFalse) return Check(e.Else, held).After(condition.IsSound);
        var then = Check(e.Then, heldThen);
        var otherwise = Check(e.Else, held);
        if (then.Type is null || otherwise.Type is null) return Answer.Wrong();
        if (_lattice.Join(then.Type, otherwise.Type) is not { } type) return Incompatible(e, [then.Type, otherwise.Type], "both branches");
        var gained = then.Gained.And(condition.Gained).Or(otherwise.Gained);
        return new Answer(type, IsSound: true, gained, Depth.Either(then.Depth, otherwise.Depth))
            .After(condition.IsSound && then.IsSound && otherwise.IsSound);
    }

    private Answer Not(Expr.Unary e, CapabilitySet held) => Negated(Check(e.Operand, held, Expectation.Bool));

    private static Answer Negated(Answer answer) => answer.Type is CedarType.Bool type
        ? Answer.Of(type.Negated).After(answer.IsSound)
        : Answer.Wrong(CedarType.Bool.Any);
}
