using System.Collections;
using System.Reflection;
using Writ.Cedar.Ast;

namespace Writ.Cedar.Tests.Testing;

/// <summary>Compares nodes by all their parts but the positions.</summary>
internal static class Alike
{
    public static bool Same(Policy one, Policy other) =>
        one.Effect == other.Effect
        && Nodes(one.Principal, other.Principal) && Nodes(one.Action, other.Action) && Nodes(one.Resource, other.Resource)
        && one.Conditions.Length == other.Conditions.Length
        && one.Conditions.Zip(other.Conditions).All(pair => pair.First.Kind == pair.Second.Kind && Nodes(pair.First.Body, pair.Second.Body))
        && one.Annotations.Count == other.Annotations.Count && one.Annotations.All(pair => other.Annotation(pair.Key) == pair.Value)
        && one.BareAnnotations.SetEquals(other.BareAnnotations);

    public static bool Nodes(object? one, object? other)
    {
        if (one is null || other is null) return one is null && other is null;
        if (one.GetType() != other.GetType()) return false;
        if (one is Pattern pattern) return pattern.Parts.SequenceEqual(((Pattern)other).Parts);
        if (one is KeyValuePair<string, Expr> field) return other is KeyValuePair<string, Expr> second && field.Key == second.Key && Nodes(field.Value, second.Value);
        if (one is IEnumerable items and not string && one.GetType().Name.StartsWith("ImmutableArray", StringComparison.Ordinal))
            return items.Cast<object>().ToList() is var list && ((IEnumerable)other).Cast<object>().ToList() is var others
                && list.Count == others.Count && list.Zip(others).All(pair => Nodes(pair.First, pair.Second));
        if (one is not (Expr or ScopeConstraint)) return one.Equals(other);
        return one.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.Name != "At" && property.GetIndexParameters().Length == 0)
            .All(property => Nodes(property.GetValue(one), property.GetValue(other)));
    }
}
