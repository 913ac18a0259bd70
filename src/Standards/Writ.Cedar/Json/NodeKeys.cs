using System.Collections.Frozen;
using Writ.Cedar.Ast;

namespace Writ.Cedar.Json;

/// <summary>The keys by which the JSON form of an expression tells its nodes apart.</summary>
internal static class NodeKeys
{
    private static readonly (string Key, BinaryOperator Operator)[] Binaries =
    [
        ("==", BinaryOperator.Equal),
        ("!=", BinaryOperator.NotEqual),
        ("<", BinaryOperator.Less),
        ("<=", BinaryOperator.LessOrEqual),
        (">", BinaryOperator.Greater),
        (">=", BinaryOperator.GreaterOrEqual),
        ("+", BinaryOperator.Add),
        ("-", BinaryOperator.Subtract),
        ("*", BinaryOperator.Multiply),
        ("in", BinaryOperator.In),
        ("contains", BinaryOperator.Contains),
        ("containsAll", BinaryOperator.ContainsAll),
        ("containsAny", BinaryOperator.ContainsAny),
        ("hasTag", BinaryOperator.HasTag),
        ("getTag", BinaryOperator.GetTag),
    ];

    private static readonly (string Key, UnaryOperator Operator)[] Unaries =
        [("!", UnaryOperator.Not), ("neg", UnaryOperator.Negate), ("isEmpty", UnaryOperator.IsEmpty)];

    private static readonly (string Key, Variable Name)[] Variables =
        [("principal", Variable.Principal), ("action", Variable.Action), ("resource", Variable.Resource), ("context", Variable.Context)];

    private static readonly FrozenDictionary<string, BinaryOperator> BinaryByKey = Binaries.ToFrozenDictionary(pair => pair.Key, pair => pair.Operator, StringComparer.Ordinal);

    public static string NameOf(BinaryOperator operation) => Array.Find(Binaries, pair => pair.Operator == operation).Key;

    public static string NameOf(UnaryOperator operation) => Array.Find(Unaries, pair => pair.Operator == operation).Key;

    public static string NameOf(Variable name) => Array.Find(Variables, pair => pair.Name == name).Key;

    public static BinaryOperator? BinaryOf(string key) => BinaryByKey.TryGetValue(key, out var operation) ? operation : null;

    public static UnaryOperator? UnaryOf(string key) => Find(Unaries, key);

    public static Variable? VariableOf(string key) => Find(Variables, key);

    private static T? Find<T>((string Key, T Value)[] pairs, string key)
        where T : struct
    {
        foreach (var (known, value) in pairs)
            if (known == key) return value;
        return null;
    }
}
