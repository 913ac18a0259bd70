using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Testing;

/// <summary>A small world for tests: alice and bob, a group tree, a folder tree.</summary>
internal static class Given
{
    public static EntityUid Alice { get; } = EntityUid.Of("User", "alice");

    public static EntityUid Bob { get; } = EntityUid.Of("User", "bob");

    public static EntityUid View { get; } = EntityUid.Of("Action", "view");

    public static EntityUid Photo { get; } = EntityUid.Of("Photo", "p1");

    public static EntityStore Store { get; } = EntityStore.Of(
        new Entity(Alice, CedarRecord.Of(("age", 30L), ("name", "Alice"), ("boss", Bob), ("address", CedarRecord.Of(("city", "Oslo")))),
            [EntityUid.Of("Group", "staff")], CedarRecord.Of(("team", "red"))),
        new Entity(Bob, parents: [EntityUid.Of("Group", "guests")]),
        new Entity(EntityUid.Of("Group", "staff"), parents: [EntityUid.Of("Group", "all")]),
        new Entity(EntityUid.Of("Group", "guests"), parents: [EntityUid.Of("Group", "all")]),
        new Entity(EntityUid.Of("Group", "all")),
        new Entity(View, parents: [EntityUid.Of("Action", "read")]),
        new Entity(Photo, CedarRecord.Of(("private", false)), [EntityUid.Of("Album", "a1")]));

    public static CedarRequest Request { get; } = new(Alice, View, Photo, CedarRecord.Of(("mfa", true), ("n", 7L)));

    public static EvaluationResult Evaluate(string text)
    {
        Assert.True(Expr.TryParse(text, out var expression, out var errors), string.Join('\n', errors));
        return new Evaluator(Request, Store).Evaluate(expression);
    }

    /// <summary>Whether the conditions of a policy hold for the request.</summary>
    public static EvaluationResult Evaluate(Policy policy) => new Evaluator(Request, Store).Conditions(policy.Conditions);

    public static CedarResponse Decide(string policies) => Authorizer.Authorize(Request, PolicySet.Parse(policies), Store);

    public static string[] Ids(IEnumerable<Policy> policies) => [.. policies.Select(policy => policy.Id)];
}
