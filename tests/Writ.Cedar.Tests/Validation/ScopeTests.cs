using Writ.Cedar.Authorization;
using Writ.Cedar.Validation;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Validation;

public sealed class ScopeTests
{
    private static readonly ValidationOptions Older = new() { Profile = ValidationProfile.Cedar410 };

    [Theory]
    [InlineData("permit(principal, action, resource);")]
    [InlineData("permit(principal == User::\"a\", action == Action::\"read\", resource in Folder::\"f\");")]
    [InlineData("permit(principal in Group::\"g\", action in Action::\"change\", resource);")]
    [InlineData("permit(principal is User in Group::\"g\", action in [Action::\"read\", Action::\"write\"], resource is Folder);")]
    [InlineData("permit(principal in ?principal, action, resource == ?resource);")]
    [InlineData("permit(principal is User in ?principal, action, resource);")]
    public void Validate_ApplicableScope_HasNoFinding(string policy)
    {
        var result = Validating.Policies(policy, Older);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
    }

    [Theory]
    [InlineData("permit(principal == Doc::\"d\", action, resource);")]
    [InlineData("permit(principal, action == Action::\"write\", resource is Folder);")]
    [InlineData("permit(principal, action == Action::\"change\", resource);")]
    [InlineData("permit(principal in Folder::\"f\", action, resource);")]
    [InlineData("permit(principal is User in Doc::\"g\", action, resource);")]
    [InlineData("permit(principal is Doc in ?principal, action, resource);")]
    public void Validate_ScopeWithoutAction_IsErrorOrWarningByProfile(string policy)
    {
        Assert.Equal("InvalidActionApplication", Validating.Kinds(Validating.Policies(policy, Older).Errors));
        var newer = Validating.Policies(policy);
        Assert.True(newer.Passed);
        Assert.Equal("InvalidActionApplication ImpossiblePolicy", Validating.Kinds(newer.Warnings));
    }

    [Fact]
    public void Validate_EqualMeantAsIn_IsHinted() =>
        Assert.Contains("write `in` for `==` in the constraints on principal and resource",
            Validating.Policies("permit(principal == Group::\"g\", action == Action::\"write\", resource == Folder::\"f\");").Warnings.Select(warning => warning.Hint));

    [Theory]
    [InlineData("permit(principal == Usr::\"a\", action, resource);", "UnrecognizedEntityType")]
    [InlineData("permit(principal is Usr, action, resource);", "UnrecognizedEntityType")]
    [InlineData("permit(principal in Usr::\"a\", action, resource) when { principal.nothing };", "UnrecognizedEntityType UnsafeAttribute")]
    [InlineData("permit(principal, action == Action::\"none\", resource);", "UnrecognizedAction")]
    [InlineData("permit(principal, action in [Action::\"read\", Action::\"none\"], resource);", "UnrecognizedAction")]
    [InlineData("permit(principal, action, resource == Color::\"green\");", "InvalidEnumEntity")]
    [InlineData("permit(principal, action in [], resource);", "EmptySet")]
    [InlineData("permit(principal, action in [Action::\"read\", Other::Action::\"scan\"], resource);", "IncompatibleTypes")]
    public void Validate_WrongScope_TellsWhatKind(string policy, string kinds) => Assert.Equal(kinds, Validating.Kinds(Validating.Policies(policy).Errors));

    [Theory]
    [InlineData("permit(principal, action in [], resource);")]
    [InlineData("permit(principal, action in [Action::\"read\", Other::Action::\"scan\"], resource);")]
    public void Validate_PermissiveListOfActions_MayBeEmptyOrMixed(string policy) =>
        Assert.True(Validating.Policies(policy, new() { Mode = ValidationMode.Permissive }).Passed);

    [Theory]
    [InlineData("permit(principal, action, resource) when { false };")]
    [InlineData("permit(principal, action, resource) unless { true };")]
    [InlineData("permit(principal, action, resource) when { context has nothing };")]
    [InlineData("permit(principal, action == Action::\"read\", resource) when { action == Action::\"write\" };")]
    [InlineData("permit(principal, action, resource) when { principal is Folder } when { principal.nothing };")]
    public void Validate_ConditionThatNeverHolds_IsWarnedOf(string policy)
    {
        var result = Validating.Policies(policy);
        Assert.True(result.Passed);
        Assert.Equal("ImpossiblePolicy", Validating.Kinds(result.Warnings));
    }

    [Fact]
    public void Validate_ConditionThatHoldsInOneEnvironment_IsPossible() =>
        Assert.Empty(Validating.Policies("permit(principal, action, resource) when { resource is Folder };").Warnings);

    [Fact]
    public void Validate_Link_IsJudgedByItsValues()
    {
        var set = PolicySet.Parse("permit(principal in ?principal, action, resource == ?resource);")
            .Link("policy0", "right", EntityUid.Of("Group", "g"), EntityUid.Of("Doc", "d"))
            .Link("policy0", "unknown", EntityUid.Of("Nobody", "g"), EntityUid.Of("Doc", "d"))
            .Link("policy0", "unfit", EntityUid.Of("Group", "g"), EntityUid.Of("Group", "d"));
        var result = PolicyValidator.Validate(set, Validating.Schema, Older);
        Assert.DoesNotContain(result.Errors, error => error.PolicyId is "right" or "policy0");
        Assert.Contains(result.Errors, error => error is { PolicyId: "unknown", Kind: ValidationKind.UnrecognizedEntityType });
        Assert.Equal("InvalidActionApplication", Validating.Kinds(result.Errors.Where(error => error.PolicyId == "unfit")));
    }

    [Fact]
    public void Validate_Template_ChecksItsConditions() =>
        Assert.Equal("UnsafeAttribute", Validating.Kinds(Validating.Policies("permit(principal == ?principal, action, resource) when { principal.nothing };").Errors));

    [Fact]
    public void Passed_OfTheDefault_IsFalse() => Assert.False(new ValidationResult(default, default).Passed);
}
