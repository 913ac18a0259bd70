using Writ.Cedar.Ast;
using Writ.Cedar.Validation.Types;
using Writ.Cedar.Values;

namespace Writ.Cedar.Validation.Checking;

/// <summary>
/// Finds the type of an expression in one request environment, and tells what is wrong with it. Errors do not end the check:
/// what has no type is left out, and the rest is still looked at. What can never be evaluated is not looked at.
/// </summary>
internal sealed partial class TypeChecker(CheckContext context, RequestEnvironment environment)
{
    private readonly TypeLattice _lattice = context.Lattice;
    private readonly SchemaTypes _types = context.Types;

    private bool IsStrict => _lattice.IsStrict;

    /// <summary>The type of an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="held">What is known to be there when it is evaluated.</param>
    public Answer Check(Expr expression, CapabilitySet held)
    {
        context.Budget.Descend();
        if (context.Findings.IsFull) return Answer.Wrong();
        return expression switch
        {
            Expr.Literal e => Literal(e),
            Expr.Var e => Variable(e),
            Expr.Attribute e => Attribute(e, held),
            Expr.Binary e => Binary(e, held),
            Expr.And e => And(e, held),
            Expr.Or e => Or(e, held),
            Expr.Has e => Has(e, held),
            Expr.Unary e => Unary(e, held),
            Expr.If e => If(e, held),
            Expr.Like e => Like(e, held),
            Expr.Is e => Is(e, held),
            Expr.Call e => Call(e, held),
            Expr.SetLiteral e => SetLiteral(e, held),
            Expr.RecordLiteral e => RecordLiteral(e, held),
            _ => NoSuchNode(expression),
        };
    }

    /// <summary>The type of an expression that must be of a certain kind; no type when it is not.</summary>
    public Answer Check(Expr expression, CapabilitySet held, Expectation expected)
    {
        var answer = Check(expression, held);
        if (answer.Type is null) return Answer.Wrong();
        return expected.Fits(answer.Type) ? answer : Unexpected(expression, expected, answer.Type);
    }

    private Answer Unexpected(Expr expression, Expectation expected, CedarType found)
    {
        context.Tell(ValidationKind.UnexpectedType, expression, found, () => ($"found {TypeText.Of(found)}, expected {expected.Words}", expected.Hint(found)));
        return Answer.Wrong();
    }

    private Answer NoSuchNode(Expr expression)
    {
        context.Tell(ValidationKind.Internal, expression, () => ("found a node that no parser makes", null));
        return Answer.Wrong();
    }

    private Answer Literal(Expr.Literal e)
    {
        switch (e.Value.Kind)
        {
            case ValueKind.Bool: return Answer.Of(CedarType.Bool.Of(e.Value.Bool));
            case ValueKind.Long: return Answer.Of(CedarType.Scalar.Long);
            case ValueKind.String: return Answer.Of(CedarType.Scalar.String);
            case ValueKind.Entity:
                var uid = e.Value.Entity;

                // An unknown name was told before, once for the whole policy.
                if (!_types.IsKnown(uid)) return Answer.Wrong();
                return Answer.Of(_types.Entity(uid.Type), uid.Equals(environment.Action) ? Depth.Request : new Depth(0, e.At));
            default: return NoSuchNode(e);
        }
    }

    private Answer Variable(Expr.Var e) => e.Name switch
    {
        Ast.Variable.Principal => Answer.Of(environment.Principal, Depth.Request),
        Ast.Variable.Action => Answer.Of(_types.Entity(environment.Action.Type), Depth.Request),
        Ast.Variable.Resource => Answer.Of(environment.Resource, Depth.Request),
        Ast.Variable.Context => Answer.Of(environment.Context, Depth.Request),
        _ => NoSuchNode(e),
    };

    private Answer Like(Expr.Like e, CapabilitySet held) =>
        Answer.Of(CedarType.Bool.Any).After(Check(e.Target, held, Expectation.String).IsSound);

    private Answer SetLiteral(Expr.SetLiteral e, CapabilitySet held)
    {
        if (e.Items.IsEmpty && IsStrict)
        {
            context.Tell(ValidationKind.EmptySet, e, () => ("found an empty set, whose members have no type", "an attribute that is a set can be asked with `isEmpty()`"));
            return Answer.Wrong();
        }

        var (isSound, areTyped) = (true, true);
        var types = new List<CedarType>(e.Items.Length);
        foreach (var item in e.Items)
        {
            var answer = Check(item, held);
            isSound &= answer.IsSound;
            if (answer.Type is null) areTyped = false;
            else types.Add(answer.Type);
        }

        if (!areTyped) return Answer.Wrong();
        if (_lattice.Join(types) is { } member) return Answer.Of(new CedarType.Set(member)).After(isSound);
        return Incompatible(e, types, "the members of a set");
    }

    private Answer RecordLiteral(Expr.RecordLiteral e, CapabilitySet held)
    {
        var (isSound, areTyped) = (true, true);
        var fields = new Dictionary<string, Field>(e.Fields.Length, StringComparer.Ordinal);
        var depths = context.MaxLevel is null ? null : new Dictionary<string, Depth>(StringComparer.Ordinal);
        foreach (var (name, value) in e.Fields)
        {
            var answer = Check(value, held);
            isSound &= answer.IsSound;
            if (answer.Type is null) areTyped = false;
            else fields[name] = new Field(answer.Type, IsRequired: true);
            if (answer.Depth is not null) depths?[name] = answer.Depth;
        }

        return areTyped
            ? Answer.Of(new CedarType.Record(fields), depths is null ? null : new Depth(0, Fields: depths)).After(isSound)
            : Answer.Wrong();
    }

    private Answer Incompatible(Expr e, List<CedarType> types, string what)
    {
        context.Tell(ValidationKind.IncompatibleTypes, e, types[0], types[^1], () =>
            ($"found {string.Join(" and ", types.Select(TypeText.Of).Distinct(StringComparer.Ordinal).Take(4))}, expected one type for {what}", TypeMismatch.Hint(types)));
        return Answer.Wrong();
    }
}
