using System.Collections.Immutable;
using Writ.Cedar.Values;

namespace Writ.Cedar.Ast;

/// <summary>
/// Values known when a node is made, so that <c>[A, B]</c> and <c>ip("10.0.0.0/8")</c> are built once and not per request.
/// An expression that would error keeps no constant: it must error when, and only when, it is evaluated.
/// </summary>
internal static class Constants
{
    public static CedarValue OfSet(ImmutableArray<Expr> items)
    {
        var values = new CedarValue[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i].Constant.Kind == ValueKind.None || items[i].Constant.Depth >= CedarValue.MaxDepth) return default;
            values[i] = items[i].Constant;
        }

        return CedarValue.From(CedarSet.Of(values));
    }

    public static CedarValue OfRecord(ImmutableArray<KeyValuePair<string, Expr>> fields)
    {
        foreach (var (_, value) in fields)
            if (value.Constant.Kind == ValueKind.None || value.Constant.Depth >= CedarValue.MaxDepth) return default;
        var record = new CedarRecord.Builder(fields.Length);
        foreach (var (name, value) in fields) record.Add(name, value.Constant);
        return CedarValue.From(record.Build());
    }

    public static CedarValue OfCall(ExtensionFunction function, ImmutableArray<Expr> arguments)
    {
        if (!ExtensionFunctions.IsConstructor(function) || arguments.Length != 1) return default;
        var made = ExtensionFunctions.Construct(function, arguments[0].Constant);
        return made ?? default;
    }
}
