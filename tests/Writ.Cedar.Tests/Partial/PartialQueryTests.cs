using System.Globalization;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Partial;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Partial;

public sealed class PartialQueryTests
{
    private static readonly PartialEntities Everything = PartialEntities.Complete(TypedExample.Store);

    [Theory]
    [InlineData(Possibility.Never, "", "")]
    [InlineData(Possibility.Always, "policy0", "permit(principal, action, resource);")]
    [InlineData(Possibility.Perhaps, "policy0", "permit(principal, action, resource) when { context.mfa };")]
    [InlineData(Possibility.Perhaps, "policy0", "permit(principal, action, resource); forbid(principal, action, resource) unless { context.mfa };")]
    [InlineData(Possibility.Never, "policy1", "permit(principal, action, resource); forbid(principal in Team::\"all\", action, resource);")]
    [InlineData(Possibility.Never, "", "permit(principal in Team::\"guests\", action, resource) when { context.mfa };")]
    [InlineData(Possibility.Never, "", "permit(principal, action, resource) when { resource.open && principal.age > 99 };")]
    [InlineData(Possibility.Never, "", "permit(principal, action == Action::\"edit\", resource);")]
    [InlineData(Possibility.Never, "", "permit(principal, action, resource) when { principal.boss.boss.age > 1 };")]
    [InlineData(Possibility.Perhaps, "policy0,policy1", "permit(principal, action, resource) when { context.mfa }; permit(principal, action in Action::\"read\", resource == Doc::\"x\"); permit(principal, action, resource) when { 1 == 2 };")]
    public void MayBePermitted_UnknownResourceAndContext_SaysWhetherAndWhy(Possibility expected, string reasons, string policies)
    {
        var answer = PartialQuery.MayBePermitted(TypedExample.Request(TypedExample.Alice, PartialUid.OfType("Doc")), PolicySet.Parse(policies), Everything);
        Assert.Equal(expected, answer.Possibility);
        Assert.Equal(reasons, string.Join(',', Given.Ids(answer.Reasons)));
    }

    [Fact]
    public void Actions_KnownPrincipal_ListsThoseThatMayBePermitted()
    {
        var policies = PolicySet.Parse("permit(principal, action in Action::\"read\", resource) when { context.mfa }; permit(principal, action == Action::\"edit\", resource) when { principal.age > 99 };");
        var actions = PartialQuery.Actions(TypedExample.Schema, TypedExample.Alice, PartialUid.OfType("Doc"), context: null, policies, Everything);
        Assert.Equal(TypedExample.View, Assert.Single(actions).Key);
    }

    [Fact]
    public void PrincipalsAndResources_UnknownId_FindThoseAllowed()
    {
        var policies = PolicySet.Parse("permit(principal, action, resource) when { resource.owner == principal }; permit(principal, action, resource) when { resource.readers.contains(principal) && principal.age < 35 };");
        var principals = PartialQuery.Principals(
            TypedExample.Request(PartialUid.OfType("User"), TypedExample.Plan, TypedExample.Context), TypedExample.Store.Entities.Select(entity => entity.Uid), policies, TypedExample.Store);
        Assert.Equal(["User::\"alice\"", "User::\"bob\""], principals.Select(uid => uid.ToString()).Order(StringComparer.Ordinal));
        var resources = PartialQuery.Resources(
            TypedExample.Request(TypedExample.Bob, PartialUid.OfType("Doc"), TypedExample.Context), [TypedExample.Plan, EntityUid.Of("Doc", "other"), TypedExample.Alice], policies, TypedExample.Store);
        Assert.Equal([TypedExample.Plan], resources);
        Assert.Throws<ArgumentException>(() => PartialQuery.Resources(TypedExample.Request(TypedExample.Bob, PartialUid.OfType("Doc")), [], policies, TypedExample.Store));
    }

    [Fact]
    public void Principals_AnyPolicies_AreThoseTheAuthorizerAllows() => Always.Holds(FsCheck.Fluent.Gen.Choose(0, int.MaxValue - 1), seed =>
    {
        var given = new RandomCase(seed);
        var (request, entities) = given.Complete();
        Assert.True(PartialRequest.TryCreate(given.Schema, PartialUid.OfType(request.Principal.Type), request.Action, request.Resource, request.Context, out var open, out _));
        EntityUid[] candidates = [.. RandomValues.IdsOf(request.Principal.Type).Select(id => EntityUid.Of(request.Principal.Type, id))];
        var expected = candidates.Where(candidate =>
            Authorizer.Authorize(new CedarRequest(candidate, request.Action, request.Resource, request.Context), given.Policies, entities).Decision == CedarDecision.Allow);
        Assert.Equal(expected, PartialQuery.Principals(open, candidates, given.Policies, entities));
        return true;
    });

    [Fact]
    public void Actions_FiveHundredActions_LookOnlyAtTheirOwnPolicies()
    {
        const int count = 500;
        var names = string.Join(", ", Enumerable.Range(0, count).Select(i => $"t{i.ToString(CultureInfo.InvariantCulture)}"));
        var schema = TypedExample.Parse($$"""entity Team; entity Agent in [Team] = { level: Long }; entity Server; action {{names}} appliesTo { principal: [Agent], resource: [Server], context: { mfa: Bool } };""");
        var policies = PolicySet.Parse(string.Concat(Enumerable.Range(0, 5_000).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"permit(principal in Team::\"{i % 7}\", action == Action::\"t{i % count}\", resource) when {{ context.mfa && principal.level > {i % 5} }};"))));
        var agent = EntityUid.Of("Agent", "a");
        var entities = PartialEntities.Complete(EntityStore.Of(new Entity(agent, CedarRecord.Of(("level", 3L)), [EntityUid.Of("Team", "0")])));
        var server = EntityUid.Of("Server", "s");
        var permitted = PartialQuery.Actions(schema, agent, server, context: null, policies, entities);
        Assert.All(permitted, answer => Assert.True(answer.Value.Response.Residuals.Length == 10));
        Assert.Equal(3 * count / 5, permitted.Length);
    }
}
