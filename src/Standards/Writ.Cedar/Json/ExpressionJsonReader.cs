using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Writ.Cedar.Ast;
using Writ.Cedar.Stacks;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Json;

/// <summary>Reads expressions in the JSON form: every node an object with one key.</summary>
internal sealed class ExpressionJsonReader(ParseOptions options)
{
    private readonly LiteralJsonReader _literals = new(options);

    public Expr Read(JsonElement json, JsonPath path)
    {
        if (!AmpleStack.IsHere) return AmpleStack.Run((Reader: this, Json: json, Path: path), static rest => rest.Reader.Read(rest.Json, rest.Path));
        if (json.ValueKind != JsonValueKind.Object) throw ValueJson.Unexpected(json, "an expression", path);
        if (json.GetPropertyCount() != 1) throw new JsonRefusal(path, $"found {json.GetPropertyCount()} keys, expected one, which says what the expression is");
        using var keys = json.EnumerateObject();
        keys.MoveNext();
        var (key, body) = (keys.Current.Name, keys.Current.Value);
        var expression = Node(key, body, path.Key(key));
        return expression.Depth <= options.MaxExpressionDepth ? expression : throw TooDeep(path);
    }

    private Expr Node(string key, JsonElement json, JsonPath path)
    {
        if (NodeKeys.BinaryOf(key) is { } binary)
        {
            var (left, right) = Two(json, path);
            return new Expr.Binary(binary, left, right, default);
        }

        if (NodeKeys.UnaryOf(key) is { } unary) return new Expr.Unary(unary, Part(new JsonFields(json, path, "an object of `arg`", "arg"), "arg"), default);
        switch (key)
        {
            case "Value":
                return _literals.Read(json, path);
            case "Var":
                var name = ValueJson.ReadString(json, path);
                return NodeKeys.VariableOf(name) is { } variable ? new Expr.Var(variable, default) : throw new JsonRefusal(path, $"found `{name}`, expected `principal`, `action`, `resource` or `context`");
            case "Slot":
                throw new JsonRefusal(path, "found a slot in a condition: slots stand only in the scope of a template");
            case "&&":
                var (both, and) = Two(json, path);
                return new Expr.And(both, and, default);
            case "||":
                var (either, or) = Two(json, path);
                return new Expr.Or(either, or, default);
            case "if-then-else":
                var branches = new JsonFields(json, path, "an object of `if`, `then` and `else`", "if", "then", "else");
                return new Expr.If(Part(branches, "if"), Part(branches, "then"), Part(branches, "else"), default);
            case ".":
                var access = new JsonFields(json, path, "an object of `left` and `attr`", "left", "attr");
                return new Expr.Attribute(Part(access, "left"), access.RequiredString("attr"), default);
            case "has":
                var has = new JsonFields(json, path, "an object of `left` and `attr`", "left", "attr");
                var target = Part(has, "left");
                return new Expr.Has(target, Path(has.Required("attr"), target.Depth, has.PathOf("attr")), default);
            case "like":
                var like = new JsonFields(json, path, "an object of `left` and `pattern`", "left", "pattern");
                return new Expr.Like(Part(like, "left"), Pattern(like.Required("pattern"), like.PathOf("pattern")), default);
            case "is":
                return Is(new JsonFields(json, path, "an object of `left` and `entity_type`", "left", "entity_type", "in"));
            case "Set":
                return new Expr.SetLiteral(List(json, path), default);
            case "Record":
                return new Expr.RecordLiteral([.. JsonFields.Members(json, path).Select(field => KeyValuePair.Create(field.Key, Read(field.Value, field.Path)))], default);
            default:
                return Call(key, json, path);
        }
    }

    private (Expr Left, Expr Right) Two(JsonElement json, JsonPath path)
    {
        var fields = new JsonFields(json, path, "an object of `left` and `right`", "left", "right");
        return (Part(fields, "left"), Part(fields, "right"));
    }

    private Expr Part(JsonFields fields, string key) => Read(fields.Required(key), fields.PathOf(key));

    private ImmutableArray<Expr> List(JsonElement json, JsonPath path) => [.. JsonFields.Items(json, path).Select(item => Read(item.Item, item.Path))];

    private Expr.Is Is(JsonFields fields)
    {
        var type = EntityType(fields);
        var above = fields.TryGet("in", out var given) && given.ValueKind != JsonValueKind.Null ? Read(given, fields.PathOf("in")) : null;
        return new Expr.Is(Part(fields, "left"), type, above, default);
    }

    /// <summary>The value of <c>entity_type</c>.</summary>
    public static string EntityType(JsonFields fields)
    {
        var type = fields.RequiredString("entity_type");
        return Names.IsPath(type) ? type : throw new JsonRefusal(fields.PathOf("entity_type"), $"found `{type}`, expected an entity type");
    }

    private Expr.Call Call(string name, JsonElement json, JsonPath path)
    {
        if (!ExtensionFunctions.TryFind(name, out var function)) throw new JsonRefusal(path, $"found the unknown operator or function `{name}`");
        var arguments = List(json, path);
        if (arguments.IsEmpty && !ExtensionFunctions.IsConstructor(function)) throw new JsonRefusal(path, $"found no argument of `{name}`, expected the receiver at least");
        return new Expr.Call(function, arguments, default);
    }

    private ImmutableArray<string> Path(JsonElement json, int depth, JsonPath path)
    {
        if (json.ValueKind == JsonValueKind.String) return [ValueJson.ReadString(json, path)];
        var names = JsonFields.Items(json, path).Select(static item => ValueJson.ReadString(item.Item, item.Path)).ToImmutableArray();
        if (names.IsEmpty) throw new JsonRefusal(path, "found no attribute, expected at least one");
        return depth + names.Length <= options.MaxExpressionDepth ? names : throw TooDeep(path);
    }

    private static Pattern Pattern(JsonElement json, JsonPath path)
    {
        var parts = ImmutableArray.CreateBuilder<string>();
        var literal = new StringBuilder();
        foreach (var (item, at) in JsonFields.Items(json, path))
        {
            if (item.ValueKind == JsonValueKind.String && item.ValueEquals("Wildcard"))
            {
                parts.Add(literal.ToString());
                literal.Clear();
            }
            else
            {
                literal.Append(new JsonFields(item, at, "`\"Wildcard\"` or an object of `Literal`", "Literal").RequiredString("Literal"));
            }
        }

        parts.Add(literal.ToString());
        return new Pattern(parts.ToImmutable());
    }

    private JsonRefusal TooDeep(JsonPath path) => new(path, $"found an expression deeper than {options.MaxExpressionDepth} levels");
}
