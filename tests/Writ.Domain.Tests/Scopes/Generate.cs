using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Writ.Domain.Tests.Scopes;

/// <summary>Generates scopes and requests from a small vocabulary, so that they meet often.</summary>
internal static class Generate
{
    private static readonly Gen<string> Segment = Gen.Elements("a", "a", "a", "b", "ab", "..", "");

    public static readonly Gen<string> Path = Few(Segment, 1, 4).Select(static s => string.Join('/', s));

    private static readonly Gen<string> Address = Gen.Elements("10.0.0.7", "10.0.1.7", "10.0.0.07", "0xa.0.0.7", "11.0.0.1", "::1", "2001:db8::7", "2001:DB8::7", "::ffff:10.0.0.7", "10.0.0.7 ", "fe80::1%1");

    private static readonly Gen<string> Network = Gen.Elements("10.0.0.0/8", "10.0.0.0/24", "10.0.0.7/32", "11.0.0.0/8", "0.0.0.0/0", "::/0", "2001:db8::/32", "2001:db8::7/128");

    // Of few characters, so that texts and forms meet often; the star is one of a text's too.
    private static readonly Gen<string> Text = Few(Gen.Elements("a", "b", "@", "*", "/"), 0, 5).Select(string.Concat);

    private static readonly Gen<string> Form = Few(Gen.Elements("a", "b", "@", "*", "*", "/"), 0, 5).Select(string.Concat);

    public static readonly Gen<string> Value = Gen.OneOf(Path, Gen.Elements("1", "2", "10", "-3", "+2", "007", "true", "false", "A", "a", "9223372036854775807", "9223372036854775808"), Address, Text);

    private static readonly Gen<Constraint> Single = Gen.OneOf(
        Few(Value, 0, 4).Select(static Constraint (v) => new Constraint.OneOf([.. v])),
        Path.Select(static Constraint (p) => new Constraint.Below(p)),
        Gen.Choose(-5, 12).Select(static Constraint (n) => Constraint.Between.AtMost(n)),
        Gen.Choose(-5, 12).Select(static Constraint (n) => Constraint.Between.AtLeast(n)),
        from least in Gen.Choose(-5, 12) from more in Gen.Choose(0, 5) select (Constraint)new Constraint.Between(least, least + more),
        Form.Select(static Constraint (f) => new Constraint.Like(f)),
        Form.Select(static Constraint (f) => new Constraint.Like(f)),
        Network.Select(static Constraint (n) => Constraint.InNetwork.Read(n) ?? throw new FormatException(n)));

    /// <summary>Constraints that came of others meeting, too.</summary>
    public static readonly Gen<Constraint> Met =
        from parts in Gen.ListOf(Single, 3)
        from many in Gen.Choose(1, 3)
        select parts.Take(many).Aggregate(static (a, b) => a.Intersect(b) ?? throw new InvalidOperationException("three constraints do not meet"));

    public static readonly Gen<string> Name = Gen.Elements("files/read", "files/write", "files/a/*", "mail/send", "mail/read");

    private static readonly Gen<ActionPattern> Action = Gen.OneOf(Name, Gen.Elements("files/*", "mail/*"))
        .Select(static text => ActionPattern.TryParse(text, out var pattern) ? pattern : throw new FormatException(text));

    private static readonly Gen<ResourcePattern> Resource = Gen.Elements("*", "Case", "Case::42", "Case::43", "Tool", "Tool::files/read", "T")
        .Select(static text => ResourcePattern.TryParse(text, out var pattern) ? pattern : throw new FormatException(text));

    private static readonly Gen<string> Argument = Gen.Elements("path", "path", "count", "Path");

    private static readonly Gen<ImmutableSortedDictionary<string, Constraint>> Constraints =
        from names in Few(Argument, 0, 2)
        from constraints in Gen.ListOf(Single, 3)
        select names.Distinct(StringComparer.Ordinal).Zip(constraints).ToImmutableSortedDictionary(static p => p.First, static p => p.Second, StringComparer.Ordinal);

    private static readonly Gen<ScopeEntry> Entry =
        from actions in Few(Action, 0, 3)
        from resources in Few(Resource, 0, 3)
        from constraints in Constraints
        select new ScopeEntry([.. actions], [.. resources], constraints);

    public static readonly Gen<Scope> Scope = Few(Entry, 0, 3).Select(static e => new Scope([.. e]));

    public static readonly Gen<ActionRequest> Request =
        from name in Name
        from resource in Gen.Elements(Given.Resource("Case", "42"), Given.Resource("Case", "43"), Given.Resource("Tool", "files/read"), Given.Resource("T", "1"), Given.Resource("*", "*"))
        from path in Value
        from count in Gen.Elements("1", "2", "10", "11", "-3", "1.5", "1e0", "true", "null", "[1]", "\"2\"", "\"007\"")
        from other in Gen.Elements(true, false)
        select Given.Request(name, resource, $$"""{"count":{{count}},"path":{{System.Text.Json.JsonSerializer.Serialize(path)}}{{(other ? ",\"Path\":\"a\"" : "")}}}""");

    // Seldom none: an empty list makes a scope that allows nothing.
    private static Gen<T[]> Few<T>(Gen<T> element, int least, int most) =>
        from n in Gen.Frequency((1, Gen.Constant(least)), (9, Gen.Choose(Math.Max(least, 1), most))) from elements in Gen.ArrayOf(element, n) select elements;
}
