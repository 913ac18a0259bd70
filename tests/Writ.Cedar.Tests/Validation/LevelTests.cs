using Writ.Cedar.Validation;

namespace Writ.Cedar.Tests.Validation;

/// <summary>Levels by RFC 76: how many entities in a row a policy looks into.</summary>
public sealed class LevelTests
{
    [Theory]
    [InlineData("true", 0)]
    [InlineData("context.mfa && context.n > 1", 0)]
    [InlineData("principal == resource.owner", 1)]
    [InlineData("principal == User::\"a\"", 0)]
    [InlineData("principal is User", 0)]
    [InlineData("{a: principal}.a == principal", 0)]
    [InlineData("principal.age == 1", 1)]
    [InlineData("principal has nick", 1)]
    [InlineData("principal.hasTag(\"a\")", 1)]
    [InlineData("principal in Group::\"g\"", 1)]
    [InlineData("principal is User in Group::\"g\"", 1)]
    [InlineData("principal.home.city == \"x\"", 1)]
    [InlineData("principal.hasTag(\"a\") && principal.getTag(\"a\") == \"b\"", 1)]
    [InlineData("User::\"a\" == principal.friend", 1)]
    [InlineData("principal in [resource.owner]", 1)]
    [InlineData("principal.friend.age == 1", 2)]
    [InlineData("principal.friend has nick", 2)]
    [InlineData("principal.friend in Group::\"g\"", 2)]
    [InlineData("principal.friend.hasTag(principal.friend.friend.name)", 3)]
    [InlineData("resource.owner.home.city == \"x\"", 2)]
    [InlineData("resource.owner.friend.friend.age == 1", 4)]
    [InlineData("principal has boss.boss", 2)]
    [InlineData("principal has boss.boss && principal.boss.boss.age == 1", 3)]
    [InlineData("{a: principal.friend, b: 1}.b == 1", 1)]
    [InlineData("{a: principal.friend, b: principal}.b.age == 1", 1)]
    [InlineData("{a: principal.friend, b: principal}.a.age == 1", 2)]
    [InlineData("{a: principal.friend.friend, b: principal}.b.age == 1", 2)]
    [InlineData("(if context.mfa then principal else principal.friend).age == 1", 2)]
    [InlineData("(if principal.friend.age == 1 then principal else principal).age == 1", 2)]
    [InlineData("(if context.mfa then {a: principal} else {a: principal.friend}).a.age == 1", 2)]
    [InlineData("(if true then principal else principal.friend.friend).age == 1", 1)]
    [InlineData("false && principal.friend.friend.age == 1", 0)]
    [InlineData("true || principal.friend.friend.age == 1", 0)]
    [InlineData("action in Action::\"change\" || true", 1)]
    [InlineData("action has name || true", 1)]
    public void Validate_Condition_NeedsExactlyItsLevel(string condition, int level)
    {
        Assert.Empty(Validating.When(condition, new() { MaxLevel = level }).Errors);
        if (level > 0) Assert.Equal("EntityDereferenceLevel", Validating.Kinds(Validating.When(condition, new() { MaxLevel = level - 1 }).Errors));
    }

    [Theory]
    [InlineData("User::\"a\".age == 1")]
    [InlineData("User::\"a\" has nick")]
    [InlineData("User::\"a\" in Group::\"g\"")]
    [InlineData("User::\"a\".hasTag(\"a\")")]
    [InlineData("(if context.mfa then principal else User::\"a\").age == 1")]
    [InlineData("{a: User::\"a\"}.a.age == 1")]
    [InlineData("Action::\"write\" in Action::\"change\" || true")]
    public void Validate_LiteralLookedInto_IsRefusedAtEveryLevel(string condition)
    {
        Assert.True(Validating.When(condition).Passed);
        Assert.Equal("EntityDereferenceLevel", Validating.Kinds(Validating.When(condition, new() { MaxLevel = 100 }).Errors));
    }

    [Theory]
    [InlineData("permit(principal, action, resource);", 0)]
    [InlineData("permit(principal == User::\"a\", action == Action::\"read\", resource is Doc);", 0)]
    [InlineData("permit(principal in Group::\"g\", action, resource);", 1)]
    [InlineData("permit(principal is User in Group::\"g\", action, resource);", 1)]
    [InlineData("permit(principal, action in Action::\"change\", resource);", 1)]
    [InlineData("permit(principal in ?principal, action, resource);", 1)]
    public void Validate_Scope_NeedsALevelForIn(string policy, int level)
    {
        Assert.Empty(Validating.Policies(policy, new() { MaxLevel = level }).Errors);
        if (level > 0) Assert.Equal("EntityDereferenceLevel", Validating.Kinds(Validating.Policies(policy, new() { MaxLevel = 0 }).Errors));
    }

    [Fact]
    public void Validate_PolicyWithAnotherError_TellsNoLevel() =>
        Assert.Equal("UnsafeAttribute", Validating.Kinds(Validating.When("principal.friend.nothing == 1", new() { MaxLevel = 0 }).Errors));

    [Fact]
    public void Validate_LongChain_IsToldOnceWhereItGoesTooFar()
    {
        var error = Assert.Single(Validating.When("principal.friend.friend.friend.age == 1", new() { MaxLevel = 1 }).Errors);
        Assert.Equal("found an entity looked into behind 1 others, expected at most 1 in a row", error.Message);
    }

    [Fact]
    public void MaxLevel_Negative_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ValidationOptions { MaxLevel = -1 });
}
