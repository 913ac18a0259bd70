using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Formatting;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Fuzz;

/// <summary>
/// Foreign text in seeded mutations, 10,000 of each kind, a million when WRIT_TEST_FULL is 1: read or refused, never an exception, never a hang, and
/// nothing kept.
/// </summary>
[Collection(nameof(Alone))]
public sealed class MutationFuzz(ITestOutputHelper output)
{
    // More than it takes for a policy to be compiled.
    private const int Runs = 6;

    [Fact]
    public void PolicySet_MutatedText_IsReadOrRefused() => new FuzzRun("policies", Seeds.Policies, Seeds.PolicyPieces).Run(output, static (text, number) =>
    {
        if (!PolicySet.TryParse(text, out var policies, out var errors))
        {
            Assert.NotEmpty(errors);
            Assert.All(errors, error => Assert.True(error.Position.Line > 0 && error.Position.Column > 0 && error.Message.Length > 0));
            return false;
        }

        for (var run = number % 16 == 0 ? Runs : 1; run > 0; run--) Authorizer.Authorize(Given.Request, policies, Given.Store);
        foreach (var policy in policies.Policies.Concat(policies.Templates)) AssertPrintsAndReads(policy);
        return true;
    });

    [Fact]
    public void CedarSchema_MutatedText_IsReadOrRefused() => new FuzzRun("schemas", Seeds.Schemas, Seeds.SchemaPieces).Run(output, static (text, _) =>
    {
        if (CedarSchema.TryParse(text, out var schema, out var errors)) return schema.Actions.Count >= 0;
        Assert.NotEmpty(errors);
        return false;
    });

    [Fact]
    public void PolicyFormatter_MutatedText_IsLaidOutOrRefused() => new FuzzRun("layouts", Seeds.Policies, [.. Seeds.PolicyPieces, " // c\n", "\n// d\n", "\r", ","]).Run(output, static (text, number) =>
    {
        if (!PolicyFormatter.TryFormat(text, out var formatted, out var errors))
        {
            Assert.False(PolicySet.TryParse(text, out PolicySet? _, out var _), $"what parses is laid out:\n{text}");
            Assert.NotEmpty(errors);
            return false;
        }

        Assert.True(PolicyFormatter.TryFormat(formatted, out var again, out var _));
        Assert.Equal(formatted, again);
        return true;
    });

    [Fact]
    public void EntityJson_MutatedText_IsReadOrRefused()
    {
        Assert.True(CedarSchema.TryParse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fuzz", "corpus", "schemas", "types-and-actions.cedarschema")), out var schema, out _));
        var policies = PolicySet.Parse("permit(principal in Group::\"g\", action, resource) when { principal.x == principal.y };");
        new FuzzRun("entities", Seeds.Entities, Seeds.JsonPieces).Run(output, (text, _) =>
        {
            EntityJson.TryRead(text, out var _, out var _, schema);
            if (!EntityJson.TryRead(text, out var store, out var error))
            {
                Assert.NotEmpty(error.Message);
                return false;
            }

            Authorizer.Authorize(Given.Request, policies, store);
            return true;
        });
    }

    [Fact]
    public void PolicySetJson_MutatedText_IsReadOrRefused() => new FuzzRun("policy sets in JSON", Seeds.PolicyJson, Seeds.PolicyJsonPieces).Run(output, static (text, _) =>
    {
        if (!PolicySetJson.TryRead(text, out var policies, out var error))
        {
            Assert.InRange(error.Message.Length, 1, 600);
            return false;
        }

        Authorizer.Authorize(Given.Request, policies, Given.Store);
        var written = PolicySetJson.Write(policies);
        Assert.True(PolicySetJson.TryRead(written, out var again, out var wrong), $"{written}\n{wrong}");
        Assert.Equal(written, PolicySetJson.Write(again));
        foreach (var policy in policies.Policies.Concat(policies.Templates)) AssertPrintsAndReads(policy);
        return true;
    });

    [Fact]
    public void SchemaJson_MutatedText_IsReadOrRefused() => new FuzzRun("schemas in JSON", Seeds.SchemaJson, Seeds.SchemaJsonPieces).Run(output, static (text, _) =>
    {
        if (!SchemaJson.TryRead(text, out var document, out var error))
        {
            Assert.InRange(error.Message.Length, 1, 600);
            return false;
        }

        Assert.True(SchemaJson.TryRead(SchemaJson.Write(document), out SchemaDocument? _, out var wrong), $"{text}\n{wrong}");
        if (SchemaText.TryWrite(document, out var written, out SchemaError? _)) Assert.True(CedarSchema.TryParse(written, out CedarSchema? _, out var errors), $"{written}\n{string.Join('\n', errors)}");
        return true;
    });

    [Fact]
    public void ExtensionValues_MutatedText_IsReadOrRefused() => new FuzzRun("extension values", Seeds.Extensions, Seeds.ExtensionPieces).Run(output, static (text, number) =>
        DecimalValue.TryParse(text, out _) | DatetimeValue.TryParse(text, out _) | DurationValue.TryParse(text, out _) | IpAddressValue.TryParse(text, out _) | EntityUid.TryParse(text, null, out _));

    private static void AssertPrintsAndReads(Policy policy)
    {
        var printed = CedarText.Write(policy);
        Assert.True(PolicySet.TryParse(printed, out var again, out var errors), $"{printed}\n{string.Join('\n', errors)}");
        Assert.Equal(printed, CedarText.Write(again.Policies.Concat(again.Templates).Single()));
    }
}
