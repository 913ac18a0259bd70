using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Ast;

/// <summary>What the grammar can say, asked of nodes that are built in code. What it cannot say is refused where it is made.</summary>
internal static class Grammar
{
    public static int Depth(Expr child, [CallerArgumentExpression(nameof(child))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(child, name);
        return child.Depth;
    }

    public static int Depth(Expr left, Expr right) => Math.Max(Depth(left), Depth(right));

    public static int Depth(ImmutableArray<Expr> items, [CallerArgumentExpression(nameof(items))] string? name = null)
    {
        if (items.IsDefault) throw new ArgumentException("expected a list, found none", name);
        var deepest = 0;
        foreach (var item in items) deepest = Math.Max(deepest, Depth(item, name));
        return deepest;
    }

    public static int Depth(ImmutableArray<KeyValuePair<string, Expr>> fields)
    {
        if (fields.IsDefault) throw new ArgumentException("expected a list, found none", nameof(fields));
        var deepest = 0;
        var names = new HashSet<string>(fields.Length, StringComparer.Ordinal);
        foreach (var (field, value) in fields)
        {
            if (!names.Add(Text(field))) throw new ArgumentException("a record has every field once", nameof(fields));
            deepest = Math.Max(deepest, Depth(value, nameof(fields)));
        }

        return deepest;
    }

    public static int Depth(ExtensionFunction function, ImmutableArray<Expr> arguments)
    {
        var deepest = Depth(arguments);
        if (!ExtensionFunctions.IsConstructor(Known(function)) && arguments.IsEmpty) throw new ArgumentException("a method has its receiver at least", nameof(arguments));
        return deepest;
    }

    /// <summary>How many steps a path of <c>has</c> takes.</summary>
    public static int Steps(ImmutableArray<string> path)
    {
        if (path.IsDefaultOrEmpty) throw new ArgumentException("a path has one attribute at least", nameof(path));
        foreach (var name in path) Text(name, nameof(path));
        return path.Length;
    }

    /// <summary>A value whose strings and names UTF-8 can carry.</summary>
    public static CedarValue Value(CedarValue value)
    {
        if (value.Kind == ValueKind.None) throw new ArgumentException("expected a value, found none", nameof(value));
        return value.IsText ? value : throw new ArgumentException("found half a surrogate pair, which no text of the language can carry", nameof(value));
    }

    /// <summary>Text that UTF-8 can carry.</summary>
    public static string Text(string text, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        return Names.IsText(text) ? text : throw new ArgumentException("found half a surrogate pair, which no text of the language can carry", name);
    }

    public static string EntityType(string type, [CallerArgumentExpression(nameof(type))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(type, name);
        return Names.IsPath(type) ? type : throw new ArgumentException("expected an entity type, such as `Writ::Agent`", name);
    }

    public static T Known<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : struct, Enum => Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, value, "the language has no such thing");

    public static T Given<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    public static ImmutableArray<T> All<T>(ImmutableArray<T> items, [CallerArgumentExpression(nameof(items))] string? name = null)
        where T : class
    {
        if (items.IsDefault) throw new ArgumentException("expected a list, found none", name);
        foreach (var item in items) ArgumentNullException.ThrowIfNull(item, name);
        return items;
    }
}
