using Writ.Cedar.Ast;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>Finds the entities that a residual waits for: those it looks into, not those it only compares. Walks with its own stack.</summary>
internal static class NeededEntities
{
    /// <param name="residual">What is left of a policy.</param>
    /// <param name="known">What was loaded.</param>
    /// <param name="schema">The schema, which knows the actions.</param>
    /// <param name="needed">The entities, to be added to.</param>
    /// <param name="below">The entities whose ways up are among those needed already: many policies ask for the same one.</param>
    public static void Collect(Residual residual, LoadedEntities known, CedarSchema schema, HashSet<EntityUid> needed, HashSet<EntityUid> below)
    {
        var rest = new Stack<Residual>([residual]);
        while (rest.TryPop(out var next))
        {
            switch (next)
            {
                case Residual.Attribute { Target: Residual.Value value }: Add(value); break;
                case Residual.Has { Target: Residual.Value value }: Add(value); break;
                case Residual.Binary { Operator: BinaryOperator.HasTag or BinaryOperator.GetTag, Left: Residual.Value value, Right: Residual.Value }: Add(value); break;
                case Residual.Binary { Operator: BinaryOperator.In, Left: Residual.Value value, Right: Residual.Value }:
                    if (value.Content.TryGetEntity(out var uid) && below.Add(uid)) known.AddUnsettled(uid, needed);
                    break;
                default: Push(next, rest); break;
            }
        }

        void Add(Residual.Value value)
        {
            if (value.Content.TryGetEntity(out var uid) && !schema.Actions.ContainsKey(uid)) needed.Add(uid);
        }
    }

    private static void Push(Residual residual, Stack<Residual> rest)
    {
        switch (residual)
        {
            case Residual.Unary r: rest.Push(r.Operand); break;
            case Residual.Binary r: Both(r.Left, r.Right); break;
            case Residual.And r: Both(r.Left, r.Right); break;
            case Residual.Or r: Both(r.Left, r.Right); break;
            case Residual.If r:
                rest.Push(r.Condition);
                Both(r.Then, r.Else);
                break;
            case Residual.Attribute r: rest.Push(r.Target); break;
            case Residual.Has r: rest.Push(r.Target); break;
            case Residual.Like r: rest.Push(r.Target); break;
            case Residual.Is r:
                rest.Push(r.Target);
                if (r.In is not null) rest.Push(r.In);
                break;
            case Residual.Set r:
                foreach (var item in r.Items) rest.Push(item);
                break;
            case Residual.Record r:
                foreach (var (_, field) in r.Fields) rest.Push(field);
                break;
            case Residual.Call r:
                foreach (var argument in r.Arguments) rest.Push(argument);
                break;
            default: break;
        }

        void Both(Residual left, Residual right)
        {
            rest.Push(left);
            rest.Push(right);
        }
    }
}
