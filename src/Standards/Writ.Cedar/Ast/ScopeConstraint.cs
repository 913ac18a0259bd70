using System.Collections.Immutable;
using Writ.Cedar.Values;

namespace Writ.Cedar.Ast;

/// <summary>
/// What the scope of a policy asks of its principal, action or resource: a closed family. It can never error. What the grammar could not
/// say is refused with an <see cref="ArgumentException"/> when it is made, and a constraint in the wrong place by <see cref="Policy"/>.
/// </summary>
public abstract record ScopeConstraint
{
    private ScopeConstraint()
    {
    }

    /// <summary>No constraint.</summary>
    public sealed record Any : ScopeConstraint
    {
        private Any()
        {
        }

        /// <summary>The one instance.</summary>
        public static Any Instance { get; } = new();
    }

    /// <summary><c>== entity</c>.</summary>
    /// <param name="Entity">The entity.</param>
    public sealed record Equal(EntityUid Entity) : ScopeConstraint
    {
        /// <summary>The entity.</summary>
        public EntityUid Entity { get; } = Grammar.Given(Entity);
    }

    /// <summary><c>in entity</c>.</summary>
    /// <param name="Entity">The ancestor.</param>
    public sealed record In(EntityUid Entity) : ScopeConstraint
    {
        /// <summary>The ancestor.</summary>
        public EntityUid Entity { get; } = Grammar.Given(Entity);
    }

    /// <summary><c>in [entity, ...]</c>, of actions only.</summary>
    /// <param name="Entities">The ancestors.</param>
    public sealed record InAny(ImmutableArray<EntityUid> Entities) : ScopeConstraint
    {
        /// <summary>The ancestors.</summary>
        public ImmutableArray<EntityUid> Entities { get; } = Grammar.All(Entities);
    }

    /// <summary><c>is Type</c>.</summary>
    /// <param name="Type">The entity type.</param>
    public sealed record Is(string Type) : ScopeConstraint
    {
        /// <summary>The entity type.</summary>
        public string Type { get; } = Grammar.EntityType(Type);
    }

    /// <summary><c>is Type in entity</c>.</summary>
    /// <param name="Type">The entity type.</param>
    /// <param name="Entity">The ancestor.</param>
    public sealed record IsIn(string Type, EntityUid Entity) : ScopeConstraint
    {
        /// <summary>The entity type.</summary>
        public string Type { get; } = Grammar.EntityType(Type);

        /// <summary>The ancestor.</summary>
        public EntityUid Entity { get; } = Grammar.Given(Entity);
    }

    /// <summary><c>== ?slot</c>, in templates only.</summary>
    public sealed record EqualSlot : ScopeConstraint;

    /// <summary><c>in ?slot</c>, in templates only.</summary>
    public sealed record InSlot : ScopeConstraint;

    /// <summary><c>is Type in ?slot</c>, in templates only.</summary>
    /// <param name="Type">The entity type.</param>
    public sealed record IsInSlot(string Type) : ScopeConstraint
    {
        /// <summary>The entity type.</summary>
        public string Type { get; } = Grammar.EntityType(Type);
    }

    /// <summary>Whether the constraint still has a gap to fill.</summary>
    public bool HasSlot => this is EqualSlot or InSlot or IsInSlot;

    /// <summary>The one entity it names, if it names one.</summary>
    internal EntityUid? NamedEntity => this switch
    {
        Equal equal => equal.Entity,
        In inside => inside.Entity,
        InAny { Entities: [var only] } => only,
        IsIn inside => inside.Entity,
        _ => null,
    };

    internal ScopeConstraint Fill(EntityUid? entity) => (this, entity) switch
    {
        (EqualSlot, not null) => new Equal(entity),
        (InSlot, not null) => new In(entity),
        (IsInSlot slot, not null) => new IsIn(slot.Type, entity),
        _ => this,
    };
}
