using System.Diagnostics;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Testing;

/// <summary>
/// Cedar as its specification says it, in the plainest way: no index, no closures, no steps, and nothing of the engine but its values and
/// the extension functions. Every policy is looked at, and <c>in</c> climbs parent by parent.
/// </summary>
internal sealed class Reference(CedarRequest request, EntityStore entities)
{
    /// <summary>What every policy came to, in order: true, false, or null for an error. Out of scope is false.</summary>
    public bool?[] Outcomes(IEnumerable<Policy> policies) => [.. policies.Select(Outcome)];

    /// <summary>The decision as one line: allow or deny, the policies that determine it, those that error.</summary>
    public string Answer(IReadOnlyList<Policy> policies)
    {
        var outcomes = Outcomes(policies);
        string[] Ids(Effect effect) => [.. policies.Where((policy, i) => outcomes[i] == true && policy.Effect == effect).Select(policy => policy.Id)];
        var isDenied = Ids(Effect.Forbid).Length > 0 || Ids(Effect.Permit).Length == 0;
        return Line(isDenied ? CedarDecision.Deny : CedarDecision.Allow, Ids(isDenied ? Effect.Forbid : Effect.Permit), policies.Where((_, i) => outcomes[i] is null).Select(policy => policy.Id));
    }

    /// <summary>The line of a response.</summary>
    public static string Answer(CedarResponse response) =>
        Line(response.Decision, response.Reasons.Select(policy => policy.Id), response.Errors.Select(error => error.Policy.Id));

    private static string Line(CedarDecision decision, IEnumerable<string> reasons, IEnumerable<string> errors) =>
        $"{decision} because of [{string.Join(' ', reasons)}], errors [{string.Join(' ', errors)}]";

    private bool? Outcome(Policy policy)
    {
        if (!Scope(policy.Principal, request.Principal) || !Scope(policy.Action, request.Action) || !Scope(policy.Resource, request.Resource)) return false;
        try
        {
            return policy.Conditions.All(condition => Bool(condition.Body) == (condition.Kind == ConditionKind.When));
        }
        catch (Errored)
        {
            return null;
        }
    }

    private bool Scope(ScopeConstraint constraint, EntityUid uid) => constraint switch
    {
        ScopeConstraint.Any => true,
        ScopeConstraint.Equal one => uid.Equals(one.Entity),
        ScopeConstraint.In one => Below(uid, one.Entity),
        ScopeConstraint.InAny some => some.Entities.Any(group => Below(uid, group)),
        ScopeConstraint.Is some => uid.Type == some.Type,
        ScopeConstraint.IsIn some => uid.Type == some.Type && Below(uid, some.Entity),
        _ => throw new UnreachableException(),
    };

    private bool Below(EntityUid uid, EntityUid above) => uid.Equals(above) || (entities.TryFind(uid, out var entity) && entity.Parents.Any(parent => Below(parent, above)));

    private CedarValue Value(Expr expression) => expression switch
    {
        Expr.Literal e => e.Value,
        Expr.Var { Name: Variable.Principal } => request.Principal,
        Expr.Var { Name: Variable.Action } => request.Action,
        Expr.Var { Name: Variable.Resource } => request.Resource,
        Expr.Var => request.Context,
        Expr.And e => Bool(e.Left) && Bool(e.Right),
        Expr.Or e => Bool(e.Left) || Bool(e.Right),
        Expr.If e => Bool(e.Condition) ? Value(e.Then) : Value(e.Else),
        Expr.Unary { Operator: UnaryOperator.Not } e => !Bool(e.Operand),
        Expr.Unary { Operator: UnaryOperator.Negate } e => Checked(() => checked(-Long(Value(e.Operand)))),
        Expr.Unary e => Set(Value(e.Operand)).Count == 0,
        Expr.Attribute e => Fields(Value(e.Target), mustExist: true).TryGet(e.Name, out var field) ? field : throw new Errored(),
        Expr.Has e => Has(Value(e.Target), [.. e.Path]),
        Expr.Like e => Value(e.Target).TryGetString(out var text) ? Like(text, string.Join('\uffff', e.Pattern.Parts)) : throw new Errored(),
        Expr.Is e => Is(e, Uid(Value(e.Target))),
        Expr.SetLiteral e => CedarSet.Of([.. e.Items.Select(Value)]),
        Expr.RecordLiteral e => CedarRecord.Of([.. e.Fields.Select(field => (field.Key, Value(field.Value)))]),
        Expr.Call e => ExtensionCalls.Invoke(e.Function, [.. e.Arguments.Select(Value)], default) is { Error: null, Value: var made } ? made : throw new Errored(),
        Expr.Binary e => Binary(e.Operator, Value(e.Left), Value(e.Right)),
        _ => throw new UnreachableException(),
    };

    private CedarValue Binary(BinaryOperator operation, CedarValue left, CedarValue right) => operation switch
    {
        BinaryOperator.Equal => Same(left, right),
        BinaryOperator.NotEqual => !Same(left, right),
        BinaryOperator.Add => Checked(() => checked(Long(left) + Long(right))),
        BinaryOperator.Subtract => Checked(() => checked(Long(left) - Long(right))),
        BinaryOperator.Multiply => Checked(() => checked(Long(left) * Long(right))),
        BinaryOperator.Less => Order(left, right) < 0,
        BinaryOperator.LessOrEqual => Order(left, right) <= 0,
        BinaryOperator.Greater => Order(left, right) > 0,
        BinaryOperator.GreaterOrEqual => Order(left, right) >= 0,
        BinaryOperator.In => In(Uid(left), right),
        BinaryOperator.Contains => Set(left).Any(item => Same(item, right)),
        BinaryOperator.ContainsAll => All(Set(left), Set(right)),
        BinaryOperator.ContainsAny => Any(Set(left), Set(right)),
        BinaryOperator.HasTag => Tags(left, right, mustExist: false) is var (tags, key) && tags.Any(tag => tag.Key == key),
        BinaryOperator.GetTag => Tags(left, right, mustExist: true) is var (tags, key) && tags.TryGet(key, out var value) ? value : throw new Errored(),
        _ => throw new UnreachableException(),
    };

    private static bool All(CedarSet left, CedarSet right) => right.All(wanted => left.Any(item => Same(item, wanted)));

    private static bool Any(CedarSet left, CedarSet right) => right.Any(wanted => left.Any(item => Same(item, wanted)));

    // By structure, so that neither hashes nor orders of the engine have a say.
    private static bool Same(CedarValue left, CedarValue right)
    {
        if (left.Kind != right.Kind) return false;
        if (left.TryGetSet(out var one) && right.TryGetSet(out var other)) return All(one, other) && All(other, one);
        if (left.TryGetRecord(out var fields) && right.TryGetRecord(out var others)) return fields.Count == others.Count && fields.All(field => others.TryGet(field.Key, out var value) && Same(field.Value, value));
        return left.ToString() == right.ToString();
    }

    private bool In(EntityUid uid, CedarValue ancestors) => ancestors.TryGetEntity(out var one) ? Below(uid, one) : Set(ancestors).Select(Uid).ToArray().Any(above => Below(uid, above));

    private bool Is(Expr.Is e, EntityUid uid) => uid.Type == e.Type && (e.In is null || In(uid, Value(e.In)));

    private bool Has(CedarValue target, string[] path) =>
        path.Length == 0 || (Fields(target, mustExist: false).TryGet(path[0], out var value) && Has(value, path[1..]));

    private CedarRecord Fields(CedarValue target, bool mustExist)
    {
        if (target.TryGetRecord(out var record)) return record;
        return entities.TryFind(Uid(target), out var entity) ? entity.Attributes : mustExist ? throw new Errored() : CedarRecord.Empty;
    }

    private (CedarRecord Tags, string Key) Tags(CedarValue target, CedarValue key, bool mustExist)
    {
        var uid = Uid(target);
        var name = key.TryGetString(out var text) ? text : throw new Errored();
        return (entities.TryFind(uid, out var entity) ? entity.Tags : mustExist ? throw new Errored() : CedarRecord.Empty, name);
    }

    private bool Bool(Expr expression) => Value(expression).TryGetBool(out var value) ? value : throw new Errored();

    private static long Long(CedarValue value) => value.TryGetLong(out var number) ? number : throw new Errored();

    private static CedarSet Set(CedarValue value) => value.TryGetSet(out var set) ? set : throw new Errored();

    private static EntityUid Uid(CedarValue value) => value.TryGetEntity(out var uid) ? uid : throw new Errored();

    private static long Checked(Func<long> number)
    {
        try
        {
            return number();
        }
        catch (OverflowException)
        {
            throw new Errored();
        }
    }

    private static int Order(CedarValue left, CedarValue right)
    {
        if (left.Kind != right.Kind) throw new Errored();
        if (left.TryGetDatetime(out var at) && right.TryGetDatetime(out var other)) return at.Milliseconds.CompareTo(other.Milliseconds);
        if (left.TryGetDuration(out var length) && right.TryGetDuration(out var than)) return length.Milliseconds.CompareTo(than.Milliseconds);
        return Long(left).CompareTo(Long(right));
    }

    // The wildcard is a character that no text of these tests has.
    private static bool Like(string text, string pattern)
    {
        if (pattern.Length == 0) return text.Length == 0;
        if (pattern[0] != '\uffff') return text.Length > 0 && text[0] == pattern[0] && Like(text[1..], pattern[1..]);
        return Enumerable.Range(0, text.Length + 1).Any(skipped => Like(text[skipped..], pattern[1..]));
    }

    private sealed class Errored : Exception;
}
