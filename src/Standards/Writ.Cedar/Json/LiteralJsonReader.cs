using System.Text.Json;
using Writ.Cedar.Ast;
using Writ.Cedar.Stacks;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Json;

/// <summary>
/// Reads the <c>Value</c> of an expression. Extension values become calls, sets and records become the expressions that make them: a call
/// that fails must fail when the policy is evaluated, and not when it is read.
/// </summary>
internal sealed class LiteralJsonReader(ParseOptions options)
{
    public Expr Read(JsonElement json, JsonPath path)
    {
        if (!AmpleStack.IsHere) return AmpleStack.Run((Reader: this, Json: json, Path: path), static rest => rest.Reader.Read(rest.Json, rest.Path));
        var expression = ReadNode(json, path);
        return expression.Depth <= options.MaxExpressionDepth ? expression : throw new JsonRefusal(path, $"found a value deeper than {options.MaxExpressionDepth} levels");
    }

    private Expr ReadNode(JsonElement json, JsonPath path)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                return new Expr.SetLiteral([.. JsonFields.Items(json, path).Select(item => Read(item.Item, item.Path))], default);
            case JsonValueKind.Object when json.TryGetProperty("__extn", out _):
                return Call(ValueJson.Alone(json, "__extn", path).GetProperty("__extn"), path.Key("__extn"));
            case JsonValueKind.Object when !json.TryGetProperty("__entity", out _):
                if (json.TryGetProperty("__expr", out _)) throw new JsonRefusal(path, "found `__expr`, which is no longer part of the language");
                return new Expr.RecordLiteral([.. JsonFields.Members(json, path).Select(field => KeyValuePair.Create(field.Key, Read(field.Value, field.Path)))], default);
            default:
                return new Expr.Literal(ValueJson.Read(json, null, path), default);
        }
    }

    private Expr.Call Call(JsonElement json, JsonPath path)
    {
        var (function, arguments) = ValueJson.CallParts(json, path);
        if (arguments.Length == 0 && !ExtensionFunctions.IsConstructor(function)) throw new JsonRefusal(path, $"found no argument of `{ExtensionFunctions.NameOf(function)}`, expected the receiver at least");
        return new Expr.Call(function, [.. arguments.Select(argument => Read(argument.Item, argument.Path))], default);
    }
}
