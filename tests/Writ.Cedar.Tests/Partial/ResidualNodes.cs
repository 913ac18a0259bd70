using Writ.Cedar.Partial;

namespace Writ.Cedar.Tests.Partial;

/// <summary>Walks a residual as a compiler of residuals would: by its public nodes alone.</summary>
internal static class ResidualNodes
{
    public static IEnumerable<Residual> Of(Residual root)
    {
        var rest = new Stack<Residual>([root]);
        while (rest.TryPop(out var node))
        {
            yield return node;
            foreach (var below in Below(node)) rest.Push(below);
        }
    }

    /// <summary>The same without branches that are never taken.</summary>
    public static IEnumerable<Residual> Reachable(Residual root)
    {
        var rest = new Stack<Residual>([root]);
        while (rest.TryPop(out var node))
        {
            yield return node;
            foreach (var below in Below(node))
            {
                var isDead = node is Residual.If branch
                    && ((ReferenceEquals(below, branch.Then) && !branch.Condition.MayBeTrue) || (ReferenceEquals(below, branch.Else) && !branch.Condition.MayBeFalse));
                if (!isDead) rest.Push(below);
            }
        }
    }

    private static Residual[] Below(Residual node) => node switch
    {
        Residual.Value or Residual.Error or Residual.Kept or Residual.Var => [],
        Residual.Unary n => [n.Operand],
        Residual.Binary n => [n.Left, n.Right],
        Residual.And n => [n.Left, n.Right],
        Residual.Or n => [n.Left, n.Right],
        Residual.If n => [n.Condition, n.Then, n.Else],
        Residual.Attribute n => [n.Target],
        Residual.Has n => [n.Target],
        Residual.Like n => [n.Target],
        Residual.Is n => n.In is null ? [n.Target] : [n.Target, n.In],
        Residual.Set n => [.. n.Items],
        Residual.Record n => [.. n.Fields.Select(field => field.Value)],
        Residual.Call n => [.. n.Arguments],
        _ => throw new InvalidOperationException($"unknown node {node.GetType()}"),
    };
}
