using Writ.Cedar.Ast;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Validation.Checking;

/// <summary>Looks for names the schema does not declare, also where the policy is never evaluated. Once for a policy.</summary>
internal sealed class NameCheck(CheckContext context)
{
    public void Check(Policy policy)
    {
        foreach (var constraint in new[] { policy.Principal, policy.Action, policy.Resource }) Check(constraint, policy.Position);
        foreach (var node in PolicyNodes.Of(policy))
        {
            context.Budget.Spend(1);
            if (context.Findings.IsFull) return;
            if (node is Expr.Literal { Value.Kind: ValueKind.Entity } literal) Check(literal.Value.Entity, node.At);
            else if (node is Expr.Is test) CheckType(test.Type, node.At);
        }
    }

    private void Check(ScopeConstraint constraint, Position at)
    {
        if (constraint.TypeAsked() is { } type) CheckType(type, at);
        foreach (var entity in constraint.Entities())
        {
            context.Budget.Spend(1);
            if (context.Findings.IsFull) return;
            Check(entity, at);
        }
    }

    private void CheckType(string type, Position at)
    {
        if (!context.Types.IsKnown(type))
            context.Findings.Error(ValidationKind.UnrecognizedEntityType, at, $"found the entity type {MessageText.Type(type)}, which the schema does not declare", Near(type, context.Types.AllTypes));
    }

    private void Check(EntityUid uid, Position at)
    {
        if (context.Types.IsKnown(uid)) CheckId(uid, at);
        else if (Types.SchemaTypes.IsActionType(uid.Type))
            context.Findings.Error(ValidationKind.UnrecognizedAction, at, $"found the action {MessageText.Entity(uid)}, which the schema does not declare", Hint(uid));
        else CheckType(uid.Type, at);
    }

    private void CheckId(EntityUid uid, Position at)
    {
        if (context.Types.Schema.EntityTypes.TryGetValue(uid.Type, out var type) && !context.Types.Schema.HasId(type, uid.Id))
            context.Findings.Error(ValidationKind.InvalidEnumEntity, at, $"found {MessageText.Entity(uid)}, which is not among the ids of its type", Near(uid.Id, type.Ids));
    }

    private string? Hint(EntityUid uid)
    {
        var actions = context.Types.Schema.Actions.Keys;
        context.Budget.Spend(actions.Length);
        var same = actions.FirstOrDefault(action => action.Id == uid.Id);
        return same is not null ? $"did you mean {MessageText.Entity(same)}?" : Near(uid.Id, actions.Select(action => action.Id));
    }

    // Looking for what was meant costs far more than finding that it is not there.
    private string? Near(string name, IEnumerable<string> known)
    {
        context.Budget.Spend(Nearest.MaxNames);
        return Nearest.Hint(name, known);
    }
}
