using Writ.Cedar.Schema;

namespace Writ.Decisions.Tests;

/// <summary>Holds the published vocabulary against what the decision point speaks.</summary>
public sealed class VocabularyTests
{
    private static readonly string File = Path.Combine(Root(), "policies", "writ.cedarschema");

    [Fact]
    public void Schema_AsPublished_IsOne()
    {
        Assert.True(CedarSchema.TryParse(System.IO.File.ReadAllText(File), out var schema, out var errors), string.Join('\n', errors));
        Assert.Equal(
            ["Writ::Agent", "Writ::Instance", "Writ::Intent", "Writ::Opaque", "Writ::Server", "Writ::Tool", "Writ::Unmatched"],
            schema.EntityTypes.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("tools")]
    [InlineData("read")]
    [InlineData("write")]
    [InlineData("destructive")]
    [InlineData("execute")]
    [InlineData("egress")]
    [InlineData("unclassified")]
    [InlineData("task/open")]
    [InlineData("task/delegate")]
    public void Schema_EachActionOfTheVocabulary_IsDeclared(string action)
    {
        Assert.True(CedarSchema.TryParse(System.IO.File.ReadAllText(File), out var schema, out _));
        Assert.Contains(schema.Actions.Keys, key => key.ToString() == $"Writ::Action::\"{action}\"");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "Writ.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
        }

        return folder;
    }
}
