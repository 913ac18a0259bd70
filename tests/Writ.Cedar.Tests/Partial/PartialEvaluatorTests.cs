using Writ.Cedar.Entities;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Partial;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Tests.Partial;

public sealed class PartialEvaluatorTests
{
    [Theory]
    [InlineData("principal.age + 1 > 30", "true")]
    [InlineData("principal.boss.boss.age > 1", "{}.error")]
    [InlineData("principal has boss && resource.owner == principal.boss", "resource.owner == User::\"bob\"")]
    [InlineData("principal has home.zip || context.mfa", "context.mfa")]
    [InlineData("principal in Team::\"all\" && resource.open", "resource.open")]
    [InlineData("principal.hasTag(\"k\") && principal.getTag(\"k\") == \"v\"", "true")]
    [InlineData("action in Action::\"read\"", "true")]
    [InlineData("action is Action", "true")]
    [InlineData("resource is Folder && resource.nothing", "false")]
    [InlineData("resource is Doc", "true")]
    [InlineData("resource in Team::\"all\"", "false")]
    [InlineData("resource in [Folder::\"f\", Doc::\"plan\"]", "resource in [Folder::\"f\", Doc::\"plan\"]")]
    [InlineData("resource in [Team::\"all\", Folder::\"f\"]", "resource in [Folder::\"f\"]")]
    [InlineData("resource == principal", "false")]
    [InlineData("resource == resource", "true")]
    [InlineData("context has mfa && context.mfa", "context.mfa")]
    [InlineData("context has who", "context has who")]
    [InlineData("context has other && context.other", "false")]
    [InlineData("context.mfa && false", "false")]
    [InlineData("context.mfa && principal.age > 99", "false")]
    [InlineData("!(!context.mfa)", "context.mfa")]
    [InlineData("if context.mfa then 1 == 1 else 2 == 2", "true")]
    [InlineData("if principal.age > 1 then context.mfa else context.n > 0", "context.mfa")]
    [InlineData("{a: context.n, b: 2}.b == 2", "true")]
    [InlineData("{a: context.n} has b", "false")]
    [InlineData("[context.n].isEmpty()", "false")]
    [InlineData("[].containsAny([context.n])", "false")]
    [InlineData("context.n == \"x\"", "false")]
    [InlineData("context.n + 1 > \"x\"", "{}.error")]
    [InlineData("context.at < datetime(\"2024-01-01\").offset(duration(\"1d\"))", "context.at < datetime(\"1970-01-01\").offset(duration(\"1704153600000ms\"))")]
    [InlineData("User::\"nobody\".age > 1", "{}.error")]
    [InlineData("User::\"nobody\" has age", "false")]
    public void Evaluate_Expression_IsSimplified(string expression, string residual) => Assert.Equal(Normal(residual), TypedExample.Residual(expression).ToString());

    [Theory]
    [InlineData("resource.open && false")]
    [InlineData("context.n + 1 > 0 && false")]
    [InlineData("resource.owner.age == 1 && 1 == 2")]
    [InlineData("(if resource.open then 1 else 2) == \"x\"")]
    public void Evaluate_OperandMayError_IsNotDropped(string expression)
    {
        var residual = TypedExample.Residual(expression);
        Assert.False(residual is Residual.Value);
        Assert.True(residual.MayError);
        Assert.True(residual.MayBeFalse);
        Assert.False(residual.MayBeTrue);
    }

    [Fact]
    public void Evaluate_ErrorRightOfAnd_IsAnErrorNodeAndNotFalse()
    {
        var and = Assert.IsType<Residual.And>(TypedExample.Residual("context.mfa && 9223372036854775807 + 1 == 0"));
        Assert.Equal(EvaluationErrorKind.Overflow, Assert.IsType<Residual.Error>(and.Right).Reason.Kind);
        Assert.True(and is { MayBeTrue: false, MayBeFalse: true, MayError: true });
        Assert.Equal("context.mfa && {}.error", and.ToString());
    }

    [Fact]
    public void Evaluate_EveryNode_CarriesItsType()
    {
        var residual = TypedExample.Residual("resource.owner.home.city == \"Oslo\" && resource.readers.contains(principal) && context.n * 2 > 3 && context.at.toTime() < duration(\"1h\")");
        foreach (var node in ResidualNodes.Of(residual)) Assert.NotNull(node.Type);
    }

    [Fact]
    public void Evaluate_EntitiesUnknown_KeepsWhatLooksIntoThem()
    {
        Assert.Equal("User::\"alice\".age > 1", TypedExample.Residual("principal.age > 1", PartialEntities.Unknown).ToString());
        Assert.Equal("User::\"alice\" in Team::\"all\"", TypedExample.Residual("principal in Team::\"all\"", PartialEntities.Unknown).ToString());
        Assert.Equal("true", TypedExample.Residual("action in Action::\"read\"", PartialEntities.Unknown).ToString());
    }

    [Fact]
    public void Evaluate_SourceKnowsSome_ParentsKnownAreTrueAndOthersUnknown()
    {
        var some = PartialEntities.Some(EntityStore.Of(new Entity(TypedExample.Alice, TypedExample.User(1, null), [TypedExample.Staff])));
        Assert.Equal("true", TypedExample.Residual("principal in Team::\"staff\"", some).ToString());
        Assert.Equal("User::\"alice\" in Team::\"all\"", TypedExample.Residual("principal in Team::\"all\"", some).ToString());
        Assert.Equal("false", TypedExample.Residual("principal in User::\"bob\"", some).ToString());
    }

    [Fact]
    public void Evaluate_PartsOfAnEntityKnown_UsesThese()
    {
        var entities = PartialEntities.Of(
            TypedExample.Schema,
            new PartialEntity(TypedExample.Alice, parents: [TypedExample.Staff]),
            new PartialEntity(TypedExample.Staff, parents: []),
            PartialEntity.Absent(TypedExample.Bob));
        Assert.Equal("User::\"alice\".age == 1", TypedExample.Residual("principal in Team::\"staff\" && !(principal in Team::\"all\") && principal.age == 1", entities).ToString());
        Assert.Equal("User::\"alice\".hasTag(\"k\")", TypedExample.Residual("principal.hasTag(\"k\")", entities).ToString());
        Assert.Equal("false", TypedExample.Residual("User::\"bob\" has age", entities).ToString());
        Assert.Equal("{}.error", TypedExample.Residual("User::\"bob\".age == 1", entities).ToString());
    }

    [Fact]
    public void Evaluate_IllTypedPolicy_KeepsItsMeaningWithoutAType()
    {
        var residual = TypedExample.Residual("(if context.mfa then 1 else \"a\") == 1");
        Assert.Null(Assert.IsType<Residual.Binary>(residual).Left.Type);
        Assert.Equal("(if context.mfa then 1 else \"a\") == 1", residual.ToString());
    }

    private static string Normal(string text)
    {
        Assert.True(Cedar.Ast.Expr.TryParse(text, out var expression, out var errors), string.Join('\n', errors));
        return CedarText.Write(expression);
    }
}
