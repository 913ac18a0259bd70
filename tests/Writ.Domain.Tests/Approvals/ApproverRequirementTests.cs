namespace Writ.Domain.Tests.Approvals;

public sealed class ApproverRequirementTests
{
    [Theory]
    [InlineData("owner", ApproverKind.Owner)]
    [InlineData("two-person", ApproverKind.TwoPerson)]
    [InlineData("team:finance", ApproverKind.Team)]
    public void TryParse_WhatPoliciesMaySay_IsReadBackFromItsText(string text, ApproverKind kind)
    {
        Assert.True(ApproverRequirement.TryParse(text, null, out var requirement));
        Assert.Equal((kind, text), (requirement.Kind, requirement.ToString()));
        Assert.Equal(requirement, ApproverRequirement.Parse(text));
        Assert.Equal(kind == ApproverKind.Team ? "finance" : default(Slug).ToString(), requirement.Team.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Owner")]
    [InlineData(" owner")]
    [InlineData("team:")]
    [InlineData("team:Fin ance")]
    [InlineData("team")]
    [InlineData("anybody")]
    [InlineData("two-persons")]
    public void TryParse_AnythingElse_IsNobody(string? text)
    {
        Assert.False(ApproverRequirement.TryParse(text, null, out var requirement));
        Assert.True(requirement.IsDefault);
        Assert.Throws<FormatException>(() => ApproverRequirement.Parse(text!));
    }
}
