using System.Collections.Immutable;
using Writ.Cedar.Values;

namespace Writ.Cedar.Schema;

/// <summary>A type as written, its names not yet resolved: a closed family.</summary>
public abstract record TypeNode : SchemaNode
{
    private TypeNode()
    {
    }

    /// <summary>A built-in type by itself: <c>{"type":"Long"}</c>, <c>{"type":"Extension","name":"ipaddr"}</c>, <c>__cedar::Long</c>. No declaration can hide it.</summary>
    /// <param name="Kind">Bool, Long, String or the kind of an extension type.</param>
    public sealed record BuiltIn(ValueKind Kind) : TypeNode;

    /// <summary>
    /// A name as Cedar syntax has it, <c>{"type":"EntityOrCommon","name":..}</c>: a common type, then an entity type, then a built-in one.
    /// </summary>
    /// <param name="Name">The path, such as <c>Long</c>, <c>Acme::User</c> or <c>__cedar::Long</c>.</param>
    public sealed record Named(string Name) : TypeNode;

    /// <summary>The name of a common or built-in type, never of an entity type: <c>{"type":"Address"}</c>.</summary>
    /// <param name="Name">The path.</param>
    public sealed record Common(string Name) : TypeNode;

    /// <summary>The name of an entity type only: <c>{"type":"Entity","name":..}</c>.</summary>
    /// <param name="Name">The path.</param>
    public sealed record Entity(string Name) : TypeNode;

    /// <summary><c>Set&lt;Element&gt;</c>.</summary>
    /// <param name="Element">The type of its members.</param>
    public sealed record Set(TypeNode Element) : TypeNode;

    /// <summary><c>{ a: Long, b?: String }</c>.</summary>
    /// <param name="Attributes">The attributes in the order written.</param>
    public sealed record Record(ImmutableArray<AttributeDeclaration> Attributes) : TypeNode
    {
        /// <summary>The record without attributes.</summary>
        public static Record Empty { get; } = new([]);
    }
}
