using System.Collections.Immutable;

namespace Writ.Cedar.Validation.Types;

/// <summary>
/// The type of an expression: a closed family. More than the schema can say: Bool has the single values as types of their own,
/// an entity may be of one of several types, and a record may have attributes that are not listed.
/// </summary>
internal abstract class CedarType
{
    private CedarType()
    {
    }

    /// <summary>Bool and its two singletons, so that <c>false &amp;&amp; bad</c> can be told from <c>context.x &amp;&amp; bad</c>.</summary>
    public sealed class Bool : CedarType
    {
        private Bool()
        {
        }

        public static Bool Any { get; } = new();

        public static Bool True { get; } = new();

        public static Bool False { get; } = new();

        public static Bool Of(bool value) => value ? True : False;

        public Bool Negated => this == True ? False : this == False ? True : Any;
    }

    /// <summary>A type without parts: one instance each, compared by reference.</summary>
    public sealed class Scalar : CedarType
    {
        private Scalar(string name) => Name = name;

        public string Name { get; }

        /// <summary>The type of the members of <c>[]</c>, below every type.</summary>
        public static Scalar Never { get; } = new("nothing");

        public static Scalar Long { get; } = new("Long");

        public static Scalar String { get; } = new("String");

        public static Scalar Decimal { get; } = new("decimal");

        public static Scalar IpAddress { get; } = new("ipaddr");

        public static Scalar Datetime { get; } = new("datetime");

        public static Scalar Duration { get; } = new("duration");
    }

    public sealed class Set(CedarType element) : CedarType
    {
        public CedarType Element { get; } = element;
    }

    /// <summary>A record; an open one may have attributes besides those listed.</summary>
    public sealed class Record(Dictionary<string, Field> fields, bool isOpen = false) : CedarType
    {
        public Dictionary<string, Field> Fields { get; } = fields;

        public bool IsOpen { get; } = isOpen;
    }

    /// <summary>An entity of one of the types named; more than one only in permissive mode. INVARIANT: sorted, at least one.</summary>
    public sealed class Entity(ImmutableArray<string> names) : CedarType
    {
        public Entity(string name)
            : this([name])
        {
        }

        public ImmutableArray<string> Names { get; } = names;
    }
}
