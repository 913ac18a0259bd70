using Writ.Cedar.Authorization;
using Writ.Cedar.Json;
using Writ.Cedar.Partial;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Conformance;

/// <summary>The published example of typed partial evaluation (RFC 95).</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "cedar")]
public sealed class TpeExampleConformance
{
    private static readonly EntityUid Alice = EntityUid.Of("User", "Alice");

    [Fact]
    public void Evaluate_PublishedExample_LeavesThePublishedResiduals()
    {
        var folder = CedarData.FolderOrSkip("tpe", "tpe_rfc");
        var response = Ask(folder, "View", context: null);
        string[] expected =
        [
            "permit(principal, action, resource) when { resource.isPublic };",
            "permit(principal, action, resource) when { context.hasMFA && (resource.owner == User::\"Alice\") };",
        ];

        // The third policy asks for another action: it is false, and not among those left.
        Assert.Equal(PartialDecision.Undetermined, response.Decision);
        Assert.Equal(expected.Select(text => PolicySet.Parse(text).Policies[0]).Select(CedarText.Write), response.Residuals.Select(residual => residual.ToString()));
        Assert.Null(response.Find("policy2"));
    }

    [Fact]
    public void Evaluate_PublishedExampleDelete_IsDeny()
    {
        var folder = CedarData.FolderOrSkip("tpe", "tpe_rfc");
        Assert.True(CedarSchema.TryParse(Read(folder, "schema.cedarschema"), out var schema, out _));
        Assert.True(ValueJson.TryReadRecord(Read(folder, "context.json"), out var context, out var error, schema.Actions[EntityUid.Of("Action", "Delete")].Context), error?.ToString());
        Assert.Equal(PartialDecision.Deny, Ask(folder, "Delete", context).Decision);
    }

    private static PartialResponse Ask(string folder, string action, CedarRecord? context)
    {
        Assert.True(PolicySet.TryParse(Read(folder, "policies.cedar"), out var policies, out _));
        Assert.True(CedarSchema.TryParse(Read(folder, "schema.cedarschema"), out var schema, out _));
        Assert.True(EntityJson.TryRead(Read(folder, "entities.json"), out var store, out var wrong, schema), wrong?.ToString());
        Assert.True(PartialRequest.TryCreate(schema, Alice, EntityUid.Of("Action", action), PartialUid.OfType("Document"), context, out var request, out var violation), violation?.ToString());
        return PartialAuthorizer.Evaluate(request, policies, PartialEntities.Some(store));
    }

    private static string Read(string folder, string file) => File.ReadAllText(Path.Combine(folder, file));
}
