using Writ.Cedar.Syntax;

namespace Writ.Cedar.Validation.Checking;

/// <summary>
/// How many entities were looked into to come by a value (RFC 76). A record literal keeps the depth of each field, so that
/// <c>{a: principal.boss, b: principal}.b</c> counts nothing.
/// </summary>
/// <param name="Count">How many entities were looked into, at most.</param>
/// <param name="Literal">Where the value is an entity literal, which may not be looked into; null for none.</param>
/// <param name="Fields">The depths of the fields that differ; null for none.</param>
internal sealed record Depth(int Count, Position? Literal = null, Dictionary<string, Depth>? Fields = null)
{
    /// <summary>A variable of the request, and all that comes with it.</summary>
    public static Depth Request { get; } = new(0);

    /// <summary>The depth of a field of this record.</summary>
    public Depth Of(string field) => Fields?.GetValueOrDefault(field) ?? (Fields is null ? this : this with { Fields = null });

    /// <summary>The depth of what is one or the other.</summary>
    public static Depth? Either(Depth? x, Depth? y)
    {
        if (x is null || y is null || ReferenceEquals(x, y)) return x ?? y;
        var either = new Depth(Math.Max(x.Count, y.Count), x.Literal ?? y.Literal);
        if (x.Fields is null && y.Fields is null) return either;
        var fields = new Dictionary<string, Depth>(StringComparer.Ordinal);
        foreach (var name in (x.Fields?.Keys ?? Enumerable.Empty<string>()).Concat(y.Fields?.Keys ?? Enumerable.Empty<string>()))
            fields[name] = Either(x.Of(name), y.Of(name)) ?? Request;
        return either with { Fields = fields };
    }
}
