using Writ.Cedar.Authorization;
using Writ.Cedar.Validation;

namespace Writ.Cedar.Tests.Validation;

public sealed class TypeCheckerTests
{
    private static readonly ValidationOptions Permissive = new() { Mode = ValidationMode.Permissive };

    [Theory]
    [InlineData("principal.name == \"a\" && principal.age > 3 && context.mfa")]
    [InlineData("principal has nick && principal.nick like \"a*\"")]
    [InlineData("principal has boss.nick && principal.boss.nick == principal.name")]
    [InlineData("principal.hasTag(principal.name) || true")]
    [InlineData("context has host && principal.hasTag(context.host) && principal.getTag(context.host) == \"x\"")]
    [InlineData("if principal has boss then principal.boss.age > 1 else false")]
    [InlineData("(principal has nick || (principal has nick && true)) && principal.nick == \"a\"")]
    [InlineData("principal.ip.isInRange(ip(\"10.0.0.0/8\")) && datetime(\"2026-01-01\").offset(duration(\"1h\")) > datetime(\"2026-01-01\")")]
    [InlineData("principal.langs.contains(\"c\") && principal.langs.containsAny([\"c\", \"d\"]) && !principal.langs.isEmpty()")]
    [InlineData("principal.color == Color::\"red\" && resource.owner in [Group::\"a\", Group::\"b\"]")]
    [InlineData("[true, context.mfa].contains(false) && {a: true} == {a: context.mfa}")]
    [InlineData("false && principal.nothing")]
    [InlineData("true || principal.nothing")]
    [InlineData("if resource is Doc then resource.open else resource.nothing")]
    [InlineData("resource is Folder && resource.nothing")]
    [InlineData("principal == resource || context.mfa")]
    [InlineData("1 == \"one\" || context.mfa")]
    [InlineData("action == Action::\"write\" && context.nothing")]
    [InlineData("action in Action::\"change\" && context.nothing")]
    [InlineData("action in [Action::\"change\", action] && context.n == 1")]
    [InlineData("!(principal in Folder::\"x\") || principal.nothing")]
    [InlineData("{a: 1, b: principal}.b.age == {a: 1}.a")]
    [InlineData("({a: 1} has a) && !({a: 1} has b)")]
    [InlineData("principal has nothing || context.mfa")]
    public void Validate_RightCondition_HasNoError(string condition) => Assert.Empty(Validating.When(condition).Errors);

    [Theory]
    [InlineData("resource.owner == Nobody::\"x\"", "UnrecognizedEntityType")]
    [InlineData("resource is Nothing", "UnrecognizedEntityType")]
    [InlineData("false && resource is Nothing", "UnrecognizedEntityType")]
    [InlineData("action == Action::\"raed\"", "UnrecognizedAction")]
    [InlineData("action == Nowhere::Action::\"read\"", "UnrecognizedAction")]
    [InlineData("1", "UnexpectedType")]
    [InlineData("principal.name + 1 == 2", "UnexpectedType")]
    [InlineData("!principal.age", "UnexpectedType")]
    [InlineData("-principal.name == 1", "UnexpectedType")]
    [InlineData("principal.name < 3", "UnexpectedType")]
    [InlineData("datetime(\"2026-01-01\") < duration(\"1h\")", "UnexpectedType")]
    [InlineData("decimal(\"1.0\") < decimal(\"2.0\")", "UnexpectedType")]
    [InlineData("principal.age like \"1*\"", "UnexpectedType")]
    [InlineData("principal.name is User", "UnexpectedType")]
    [InlineData("principal in principal.name", "UnexpectedType")]
    [InlineData("principal.name.contains(\"a\")", "UnexpectedType")]
    [InlineData("principal.langs.containsAll(\"c\")", "UnexpectedType")]
    [InlineData("principal.name.isEmpty()", "UnexpectedType")]
    [InlineData("principal.name has length", "UnexpectedType")]
    [InlineData("principal has name.length", "UnexpectedType")]
    [InlineData("principal.hasTag(1)", "UnexpectedType")]
    [InlineData("context.hasTag(\"a\")", "UnexpectedType")]
    [InlineData("context.mfa && principal.age", "UnexpectedType")]
    [InlineData("(if principal.age then true else false)", "UnexpectedType")]
    [InlineData("principal.name.isIpv4()", "UnexpectedType")]
    [InlineData("ip(1).isIpv4()", "UnexpectedType")]
    [InlineData("principal.name == principal.age", "IncompatibleTypes")]
    [InlineData("principal.home == {city: \"x\"}", "IncompatibleTypes")]
    [InlineData("[1, \"a\"].contains(1)", "IncompatibleTypes")]
    [InlineData("principal in [principal, resource]", "IncompatibleTypes")]
    [InlineData("principal.langs.contains(1)", "IncompatibleTypes")]
    [InlineData("principal.langs.containsAny([1])", "IncompatibleTypes")]
    [InlineData("(if context.mfa then 1 else \"a\") == 1", "IncompatibleTypes")]
    [InlineData("principal.nothing", "UnsafeAttribute")]
    [InlineData("context.nothing", "UnsafeAttribute")]
    [InlineData("action.name == \"x\"", "UnsafeAttribute")]
    [InlineData("principal.nick == \"a\"", "UnsafeOptionalAttribute")]
    [InlineData("(principal has nick || context.mfa) && principal.nick == \"a\"", "UnsafeOptionalAttribute")]
    [InlineData("!(principal has nick) && principal.nick == \"a\"", "UnsafeOptionalAttribute")]
    [InlineData("resource.owner has nick && principal.nick == \"a\"", "UnsafeOptionalAttribute")]
    [InlineData("(if principal has nick then true else principal.nick == \"a\")", "UnsafeOptionalAttribute")]
    [InlineData("principal.getTag(\"a\") == \"b\"", "UnsafeTag")]
    [InlineData("principal.hasTag(\"a\") && principal.getTag(\"b\") == \"b\"", "UnsafeTag")]
    [InlineData("principal.hasTag(\"a\") && resource.owner.getTag(\"a\") == \"b\"", "UnsafeTag")]
    [InlineData("resource.getTag(\"a\") == \"b\"", "NoTagsAllowed")]
    [InlineData("ip().isIpv4()", "WrongArgumentCount")]
    [InlineData("principal.ip.isIpv4(principal.ip)", "WrongArgumentCount")]
    [InlineData("ip(\"10.0.0.999\").isIpv4()", "MalformedArgument")]
    [InlineData("principal.langs == []", "EmptySet")]
    [InlineData("ip(principal.name).isIpv4()", "NonLiteralConstructor")]
    [InlineData("principal.color == Color::\"green\"", "InvalidEnumEntity")]
    public void Validate_WrongCondition_TellsWhatKind(string condition, string kind)
    {
        var result = Validating.When(condition);
        Assert.False(result.Passed);
        Assert.Equal(kind, Validating.Kinds(result.Errors));
    }

    [Theory]
    [InlineData("principal.name == principal.age")]
    [InlineData("principal.langs == []")]
    [InlineData("principal.langs.contains(1)")]
    [InlineData("[1, context.n].containsAny([2])")]
    [InlineData("principal in [principal, resource]")]
    [InlineData("(if context.mfa then principal else resource) == principal")]
    [InlineData("(if context.mfa then principal else resource) has owner")]
    [InlineData("ip(principal.name).isIpv4()")]
    [InlineData("(if context.mfa then {a: 1, b: 2} else {a: 3}).a == 1")]
    [InlineData("(if context.mfa then {a: 1, b: 2} else {a: 3}) has b")]
    [InlineData("principal in []")]
    public void Validate_Permissive_TakesWhatCannotError(string condition) => Assert.Empty(Validating.When(condition, Permissive).Errors);

    [Theory]
    [InlineData("[1, \"a\"].contains(1)", "IncompatibleTypes")]
    [InlineData("(if context.mfa then 1 else \"a\") == 1", "IncompatibleTypes")]
    [InlineData("(if context.mfa then principal else resource).owner == principal", "UnsafeAttribute")]
    [InlineData("(if context.mfa then {a: 1, b: 2} else {a: 3}).b == 1", "UnsafeAttribute")]
    [InlineData("(if context.mfa then {a: 1} else {a: \"x\"}).a == 1", "UnsafeAttribute")]
    [InlineData("ip(\"x\").isIpv4()", "MalformedArgument")]
    public void Validate_Permissive_RefusesWhatCanError(string condition, string kind) =>
        Assert.Equal(kind, Validating.Kinds(Validating.When(condition, Permissive).Errors));

    [Fact]
    public void Validate_TagsOfSeveralTypes_AgreeOrAreRefused()
    {
        const string schema = "entity A tags Long; entity B tags String; entity C tags Long; action a appliesTo { principal: A, resource: B, context: { c: C, x: Bool } };";
        string Kinds(string other) => Validating.Kinds(PolicyValidator.Validate(
            PolicySet.Parse($"permit(principal, action, resource) when {{ (if context.x then principal else {other}).hasTag(\"t\") && (if context.x then principal else {other}).getTag(\"t\") == 1 }};"),
            Validating.Parse(schema), Permissive).Errors);
        Assert.Empty(Kinds("context.c"));
        Assert.Equal("IncompatibleTypes", Kinds("resource"));
    }

    [Fact]
    public void Validate_WrongInOneEnvironment_IsToldOnceWithItsPlace()
    {
        var result = Validating.Policies("permit(principal, action, resource)\nwhen {\n  resource.open && principal.age == \"3\"\n};");
        Assert.Equal(["3:12", "3:34"], result.Errors.Select(error => error.Position.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal("3:12: policy0: found the attribute `open`, which Folder does not have", result.Errors.Single(error => error.Kind == ValidationKind.UnsafeAttribute).ToString());
    }

    [Theory]
    [InlineData("principal.nmae == \"a\"", "did you mean `name`?")]
    [InlineData("principal.nick == \"a\"", "ask first: `principal has nick && ..`")]
    [InlineData("principal.home.zip == 1", "ask first: `principal.home has zip && ..`")]
    [InlineData("principal.name + \"a\" == \"b\"", "strings cannot be joined")]
    [InlineData("resource.owner == Usr::\"x\"", "did you mean `User`?")]
    [InlineData("action == Action::\"raed\"", "did you mean `read`?")]
    [InlineData("action == Action::\"all\"", "did you mean `Other::Action::\"all\"`?")]
    [InlineData("principal.color == Color::\"rad\"", "did you mean `red`?")]
    [InlineData("principal.name.contains(\"a\")", "a string is looked into with `like`")]
    public void Validate_CommonMistake_HintsAtTheRemedy(string condition, string hint) =>
        Assert.Contains(hint, Validating.When(condition).Errors.Select(error => error.Hint));

    [Fact]
    public void Validate_PatternsThatDifferInABackslashAlone_AreTwoExpressions()
    {
        const string Schema = "type R = { x?: Long }; entity U; entity D; action a appliesTo { principal: [U], resource: [D], context: { s: String, r1: R, r2: R } };";
        Assert.True(Writ.Cedar.Schema.CedarSchema.TryParse(Schema, out var schema, out _));
        foreach (var (guard, passes) in ((string, bool)[])[(@"a\\*b", false), (@"a\*b", true)])
        {
            var text = $$"""forbid(principal, action, resource) when { (if context.s like "{{guard}}" then context.r1 else context.r2) has x && (if context.s like "a\*b" then context.r1 else context.r2).x > 0 };""";
            Assert.True(Writ.Cedar.Authorization.PolicySet.TryParse(text, out var policies, out var errors), string.Join('\n', errors));
            Assert.Equal(passes, PolicyValidator.Validate(policies, schema).Passed);
        }
    }
}
