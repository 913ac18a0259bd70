using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Ast;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Json;

/// <summary>Reads and writes single expressions in Cedar's JSON form: <c>{"==":{"left":{"Var":"principal"},"right":{"Value":1}}}</c>.</summary>
public static class ExpressionJson
{
    /// <summary>Reads an expression. Unknown keys, keys given twice, null and fractions are refused.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="expression">The expression, when there was no error.</param>
    /// <param name="error">What was wrong.</param>
    /// <param name="options">The limits; null for <see cref="ParseOptions.Default"/>.</param>
    public static bool TryRead(
        string json,
        [NotNullWhen(true)] out Expr? expression,
        [NotNullWhen(false)] out JsonError? error,
        ParseOptions? options = null)
    {
        var limits = options ?? ParseOptions.Default;
        expression = JsonRefusal.Read(json, root => new ExpressionJsonReader(limits).Read(root, JsonPath.Root), out error, PolicyJson.MaxDepth(limits), limits.MaxJsonLength);
        return expression is not null;
    }

    /// <summary>Writes an expression as the official writer does; a value that is no literal, as what makes it.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="indented">Whether to write it over several lines.</param>
    public static string Write(Expr expression, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return JsonText.Write(json => new ExpressionJsonWriter(json).Write(expression), indented);
    }
}
