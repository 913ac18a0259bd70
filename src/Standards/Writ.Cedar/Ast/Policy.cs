using System.Collections.Frozen;
using System.Collections.Immutable;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Ast;

/// <summary>One policy: effect, scope, conditions, annotations. A template is a policy whose scope has slots.</summary>
public sealed class Policy
{
    /// <summary>Makes a policy.</summary>
    /// <param name="id">The id, unique in its set.</param>
    /// <param name="effect">Whether it permits or forbids.</param>
    /// <param name="principal">The constraint on the principal.</param>
    /// <param name="action">The constraint on the action.</param>
    /// <param name="resource">The constraint on the resource.</param>
    /// <param name="conditions">The conditions in the order written.</param>
    /// <param name="annotations">The annotations; one without a value has the empty string.</param>
    /// <param name="position">Where the policy starts.</param>
    /// <exception cref="ArgumentException">The grammar could not say it: a set of actions or a slot where none may stand, a key of an annotation that is no identifier, a condition that is missing or too deep.</exception>
    public Policy(
        string id,
        Effect effect,
        ScopeConstraint principal,
        ScopeConstraint action,
        ScopeConstraint resource,
        ImmutableArray<Condition> conditions,
        IReadOnlyDictionary<string, string>? annotations = null,
        Position position = default)
        : this(id, effect, principal, action, resource, conditions, annotations, position, Expr.MaxDepth)
    {
    }

    private Policy(
        string id,
        Effect effect,
        ScopeConstraint principal,
        ScopeConstraint action,
        ScopeConstraint resource,
        ImmutableArray<Condition> conditions,
        IReadOnlyDictionary<string, string>? annotations,
        Position position,
        int maxDepth)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(resource);
        if (effect is not (Effect.Permit or Effect.Forbid)) throw new ArgumentOutOfRangeException(nameof(effect), effect, "expected permit or forbid");
        if (principal is ScopeConstraint.InAny) throw new ArgumentException("a list of entities constrains only an action", nameof(principal));
        if (resource is ScopeConstraint.InAny) throw new ArgumentException("a list of entities constrains only an action", nameof(resource));
        if (action is not (ScopeConstraint.Any or ScopeConstraint.Equal or ScopeConstraint.In or ScopeConstraint.InAny))
            throw new ArgumentException("an action takes `==` or `in`, and neither a type nor a slot", nameof(action));
        (Id, Effect, Principal, Action, Resource, Position) = (id, effect, principal, action, resource, position);
        var actions = action is ScopeConstraint.InAny any ? any.Entities : action.NamedEntity is { } named ? [named] : [];
        foreach (var entity in actions)
            if (!Names.LastPart(entity.Type).SequenceEqual("Action")) throw new ArgumentException("an action is an entity of type `Action`", nameof(action));
        Conditions = Grammar.All(conditions.IsDefault ? [] : conditions);
        foreach (var condition in Conditions)
            if (condition.Body.Depth > maxDepth) throw new ArgumentException($"a condition is at most {maxDepth} levels deep", nameof(conditions));
        foreach (var (key, value) in annotations ?? FrozenDictionary<string, string>.Empty)
        {
            if (!Names.IsAnyIdentifier(key)) throw new ArgumentException("the key of an annotation is an identifier", nameof(annotations));
            Grammar.Text(value, nameof(annotations));
        }

        Annotations = annotations is null or { Count: 0 }
            ? FrozenDictionary<string, string>.Empty
            : annotations.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The id: <c>policy0</c>, <c>policy1</c> and so on in file order, or the id given to a linked template.</summary>
    public string Id { get; }

    /// <summary>Whether it permits or forbids.</summary>
    public Effect Effect { get; }

    /// <summary>The constraint on the principal.</summary>
    public ScopeConstraint Principal { get; }

    /// <summary>The constraint on the action.</summary>
    public ScopeConstraint Action { get; }

    /// <summary>The constraint on the resource.</summary>
    public ScopeConstraint Resource { get; }

    /// <summary>The conditions in the order written; all must hold.</summary>
    public ImmutableArray<Condition> Conditions { get; }

    /// <summary>The annotations by key; one without a value has the empty string. They never bear on evaluation.</summary>
    public FrozenDictionary<string, string> Annotations { get; }

    /// <summary>The annotations written without a value: the JSON form tells <c>@key</c> from <c>@key("")</c>, and nothing else does.</summary>
    /// <exception cref="ArgumentException">One of them is no annotation of the policy, or has a value.</exception>
    public FrozenSet<string> BareAnnotations
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (var key in value)
                if (Annotation(key) is not "") throw new ArgumentException("an annotation without a value is an annotation, and has none", nameof(value));
            field = value;
        }
    } = FrozenSet<string>.Empty;

    /// <summary>The template this policy was linked from, or null for one that stands for itself.</summary>
    public Policy? Template { get; private init; }

    /// <summary>The id of the template this policy was linked from, or null for one that stands for itself.</summary>
    public string? TemplateId => Template?.Id;

    /// <summary>Where the policy starts, its annotations included.</summary>
    public Position Position { get; }

    /// <summary>Whether the scope has slots, so that the policy must be linked before it can be evaluated.</summary>
    public bool IsTemplate => Principal.HasSlot || Resource.HasSlot;

    /// <summary>The value of an annotation, or null when the policy does not carry it.</summary>
    /// <param name="key">The annotation without its <c>@</c>.</param>
    public string? Annotation(string key) => Annotations.GetValueOrDefault(key);

    /// <summary>Writes the id.</summary>
    public override string ToString() => Id;

    /// <summary>What is left of a policy: its id, effect and annotations, with a free scope and one condition.</summary>
    internal Policy Left(Expr condition)
    {
        var any = ScopeConstraint.Any.Instance;
        return new(Id, Effect, any, any, any, [new Condition(ConditionKind.When, condition)], Annotations, Position, Expr.MaxDepth + Expr.RoomForResiduals);
    }

    internal Policy Link(string id, EntityUid? principal, EntityUid? resource) =>
        new(id, Effect, Principal.Fill(principal), Action, Resource.Fill(resource), Conditions, Annotations, Position, Expr.MaxDepth + Expr.RoomForResiduals)
        {
            BareAnnotations = BareAnnotations,
            Template = this,
        };
}
