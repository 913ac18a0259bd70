using System.Globalization;
using System.Text.Json;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Json;
using Writ.Cedar.Partial;
using Writ.Cedar.Schema;
using Writ.Cedar.Tests.Partial;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Conformance;

/// <summary>
/// The published corpus in two other ways, those of its policies that do not validate too: with the entities loaded in batches,
/// and with everything unknown at first but the action and the types. Both run whole: they take seconds.
/// </summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "cedar")]
public sealed class PartialConformance(ITestOutputHelper output)
{
    private const int MaxIterations = 100;

    [Fact]
    public void AuthorizeAsync_PublishedCorpus_AnswersAlike()
    {
        var (asked, stored) = (0, 0);
        Run("batched", (request, policies, schema, store) =>
        {
            var loader = new StoreLoader(store);
            var decided = Batched(request, policies, schema, loader, BatchedUntil.Decided);
            asked += loader.Asked.Count();
            stored += store.Count;
            var explained = Batched(request, policies, schema, new StoreLoader(store), BatchedUntil.Explained);
            var reasons = explained.Decision == PartialDecision.Allow ? explained.Response.TruePermits : explained.Response.TrueForbids;
            return $"{decided.Decision} {explained.Decision} {Ids(reasons.Select(reason => reason.Policy.Id))} {Ids(explained.Response.Errors.Select(failed => failed.Policy.Id))}";
        }, decision => $"{decision} {decision}");
        output.WriteLine($"asked for {asked} entities where {stored} were stored");
    }

    [Fact]
    public void Reauthorize_PublishedCorpus_AnswersAlike() => Run("partial", (request, policies, schema, store) =>
    {
        Assert.True(PartialRequest.TryCreate(
            schema, PartialUid.OfType(request.Principal.Type), request.Action, PartialUid.OfType(request.Resource.Type), context: null, out var open, out var violation), violation?.ToString());
        var response = PartialAuthorizer.Evaluate(open, policies, PartialEntities.Unknown).Reauthorize(request, store);
        return $"{response.Decision} {Ids(response.Reasons.Select(policy => policy.Id))} {Ids(response.Errors.Select(failed => failed.Policy.Id))}";
    }, decision => decision);

    private static BatchedResponse Batched(CedarRequest request, PolicySet policies, CedarSchema schema, StoreLoader loader, BatchedUntil until) =>
        StoreLoader.Now(BatchedAuthorizer.AuthorizeAsync(request, policies, schema, loader, MaxIterations, until, CancellationToken.None));

    private void Run(string name, Func<CedarRequest, PolicySet, CedarSchema, EntityStore, string> answer, Func<string, string> decisions)
    {
        var files = CedarData.Unpack(CedarData.FolderOrSkip("authorization", "cit-4.10-corpus-tests.tar.gz"));
        var (passed, total) = (0, 0);
        foreach (var (file, content) in files)
        {
            if (!file.EndsWith(".json", StringComparison.Ordinal) || file.EndsWith(".entities.json", StringComparison.Ordinal)) continue;
            using var document = JsonDocument.Parse(content);
            var (policies, schema, store) = Load(document.RootElement, needed => files[needed]);
            foreach (var request in document.RootElement.GetProperty("requests").EnumerateArray())
            {
                total++;
                var got = answer(Request(request, schema), policies, schema, store);
                var decision = request.GetProperty("decision").GetString() == "allow" ? "Allow" : "Deny";
                var expected = $"{decisions(decision)} {Ids(AuthorizationCase.Strings(request, "reason"))} {Ids(AuthorizationCase.Strings(request, "errors"))}";
                if (got == expected) passed++;
                else output.WriteLine($"{file} {request.GetProperty("description").GetString()}: expected {expected}, got {got}");
            }
        }

        var line = string.Create(CultureInfo.InvariantCulture, $"suite cedar {name}: {passed}/{total}");
        output.WriteLine(line);
        Console.WriteLine(line);
        Assert.Equal(total, passed);
        Assert.NotEqual(0, total);
    }

    private static (PolicySet Policies, CedarSchema Schema, EntityStore Store) Load(JsonElement root, Func<string, byte[]> file)
    {
        Assert.True(PolicySet.TryParse(AuthorizationCase.Text(file, root, "policies"), out var policies, out var errors), string.Join('\n', errors));
        Assert.True(CedarSchema.TryParse(AuthorizationCase.Text(file, root, "schema"), out var schema, out errors), string.Join('\n', errors));
        Assert.True(EntityJson.TryRead(file(AuthorizationCase.Name(root, "entities")), out var store, out var error, schema), error?.ToString());
        return (policies, schema, store);
    }

    private static CedarRequest Request(JsonElement request, CedarSchema schema)
    {
        var action = AuthorizationCase.Uid(request.GetProperty("action"));
        Assert.True(ValueJson.TryReadRecord(request.GetProperty("context").GetRawText(), out var context, out var error, schema.Actions.GetValueOrDefault(action)?.Context), error?.ToString());
        return new CedarRequest(AuthorizationCase.Uid(request.GetProperty("principal")), action, AuthorizationCase.Uid(request.GetProperty("resource")), context);
    }

    private static string Ids(IEnumerable<string> ids) => $"[{string.Join(",", ids.Order(StringComparer.Ordinal))}]";
}
