using FsCheck.Fluent;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Partial;
using Writ.Cedar.Schema;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Validation;

namespace Writ.Cedar.Tests.Partial;

/// <summary>What is left of the policies, with the missing part put in, answers as the policies do: for random schemas, policies, gaps and completions.</summary>
public sealed class PartialProperties
{
    private const int Completions = 4;

    private static readonly FsCheck.Gen<int> Seeds = Gen.Choose(0, int.MaxValue - 1);

    [Fact]
    public void Reauthorize_AnyCompletion_AnswersAsTheWholePolicies() => Always.Holds(Seeds, seed =>
    {
        var given = new RandomCase(seed);
        var response = PartialAuthorizer.Evaluate(given.Request, given.Policies, given.Known);
        var parsed = PolicySet.Parse(string.Concat(response.Residuals));
        for (var i = 0; i < Completions; i++)
        {
            var (request, entities) = given.Complete();
            var whole = Authorizer.Authorize(request, given.Policies, entities);
            Assert.True(Answer(whole) == Answer(response.Reauthorize(request, entities)), $"{given}\n{string.Join('\n', response.Residuals)}\n{request.Principal} {request.Resource} {request.Context}");
            AssertSound(response, whole);

            // Written as text and read again they mean the same; ids are then those of the order.
            var reread = Authorizer.Authorize(request, parsed, entities);
            Assert.Equal(Answer(whole), Answer(reread, id => response.Residuals[int.Parse(id["policy".Length..])].Policy.Id));
        }

        return true;
    });

    [Fact]
    public void Residual_AnyCompletion_ComesToWhatItSaysItMay() => Always.Holds(Seeds, seed =>
    {
        var given = new RandomCase(seed);
        var response = PartialAuthorizer.Evaluate(given.Request, given.Policies, given.Known);
        var nodes = response.Residuals.SelectMany(residual => ResidualNodes.Of(residual.Condition)).ToArray();
        for (var i = 0; i < Completions; i++)
        {
            var (request, entities) = given.Complete();
            var evaluator = new Evaluator(request, entities);
            foreach (var node in nodes)
            {
                var result = evaluator.Evaluate(node.ToExpr());
                var fits = result.Error is not null ? node.MayError
                    : result.Value.TryGetBool(out var value) ? value ? node.MayBeTrue : node.MayBeFalse
                    : !node.MayBeTrue && !node.MayBeFalse || node.Type is null;
                Assert.True(fits, $"{node} came to {result.Value} {result.Error}\n{given}");
                if (result.Error is null && node.Type is { } type)
                    Assert.Null(SchemaConformance.Check(given.Schema, result.Value, type, "value"));
            }
        }

        return true;
    });

    [Fact]
    public void Residual_PoliciesThatValidate_HasATypeEverywhere()
    {
        var valid = 0;
        Always.Holds(Seeds, seed =>
        {
            var given = new RandomCase(seed);
            if (!PolicyValidator.Validate(given.Policies, given.Schema).Passed) return true;
            valid++;
            foreach (var residual in PartialAuthorizer.Evaluate(given.Request, given.Policies, given.Known).Residuals)
                foreach (var node in ResidualNodes.Reachable(residual.Condition))
                    Assert.True(node.Type is not null || node is Residual.Error, $"{node}\n{given}");
            return true;
        });
        Assert.InRange(valid, 100, int.MaxValue);
    }

    [Fact]
    public void Continue_NothingMoreKnown_ChangesNothing() => Always.Holds(Seeds, seed =>
    {
        var given = new RandomCase(seed);
        var once = PartialAuthorizer.Evaluate(given.Request, given.Policies, given.Known);
        var (first, again) = (string.Join('\n', once.Residuals), string.Join('\n', PartialAuthorizer.Continue(once, given.Known).Residuals));
        Assert.True(first == again, $"{first}\n{again}\n{given}");
        return true;
    });

    [Fact]
    public void MayBePermitted_Never_NoCompletionIsAllowed() => Always.Holds(Seeds, seed =>
    {
        var given = new RandomCase(seed);
        var possibility = PartialQuery.MayBePermitted(given.Request, given.Policies, given.Known).Possibility;
        if (possibility == Possibility.Perhaps) return true;
        var expected = possibility == Possibility.Always ? CedarDecision.Allow : CedarDecision.Deny;
        for (var i = 0; i < 2 * Completions; i++)
        {
            var (request, entities) = given.Complete();
            Assert.Equal(expected, Authorizer.Authorize(request, given.Policies, entities).Decision);
        }

        return true;
    });

    [Fact]
    public void AuthorizeAsync_RandomPolicies_AnswersAsWithAllEntities() => Always.Holds(Seeds, seed =>
    {
        var given = new RandomCase(seed);
        var (request, entities) = given.Complete();
        var whole = Authorizer.Authorize(request, given.Policies, entities);
        var loader = new StoreLoader(entities);
        var decided = Batched(given, request, loader, BatchedUntil.Decided);
        Assert.Equal(whole.Decision == CedarDecision.Allow ? PartialDecision.Allow : PartialDecision.Deny, decided.Decision);
        var explained = Batched(given, request, new StoreLoader(entities), BatchedUntil.Explained).Response;
        Assert.True(explained.ResidualPermits.IsEmpty && explained.ResidualForbids.IsEmpty);
        Assert.Equal(Given.Ids(whole.Permits), Given.Ids(explained.TruePermits.Select(permit => permit.Policy)));
        Assert.Equal(Given.Ids(whole.Forbids), Given.Ids(explained.TrueForbids.Select(forbid => forbid.Policy)));
        Assert.Equal(Given.Ids(whole.Errors.Select(error => error.Policy)), Given.Ids(explained.Errors.Select(error => error.Policy)));
        return true;
    });

    private static BatchedResponse Batched(RandomCase given, CedarRequest request, StoreLoader loader, BatchedUntil until) =>
        StoreLoader.Now(BatchedAuthorizer.AuthorizeAsync(request, given.Policies, given.Schema, loader, 100, until, CancellationToken.None));

    private static void AssertSound(PartialResponse response, CedarResponse whole)
    {
        Assert.True(response.Decision == PartialDecision.Undetermined || (response.Decision == PartialDecision.Allow) == (whole.Decision == CedarDecision.Allow));
        Assert.Subset(Given.Ids(whole.Permits).ToHashSet(), Given.Ids(response.TruePermits.Select(permit => permit.Policy)).ToHashSet());
        Assert.Subset(Given.Ids(whole.Forbids).ToHashSet(), Given.Ids(response.TrueForbids.Select(forbid => forbid.Policy)).ToHashSet());
        Assert.Subset(Given.Ids(whole.Errors.Select(error => error.Policy)).ToHashSet(), Given.Ids(response.Errors.Select(error => error.Policy)).ToHashSet());
    }

    private static string Answer(CedarResponse response) => Answer(response, id => id);

    private static string Answer(CedarResponse response, Func<string, string> id)
    {
        string Ids(IEnumerable<Policy> policies) => string.Join(',', policies.Select(policy => id(policy.Id)));
        return $"{response.Decision} {Ids(response.Permits)} {Ids(response.Forbids)} {Ids(response.Errors.Select(error => error.Policy))}";
    }
}
