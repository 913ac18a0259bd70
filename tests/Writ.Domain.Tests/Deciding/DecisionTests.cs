namespace Writ.Domain.Tests.Deciding;

public sealed class DecisionTests
{
    private static readonly Reason Reason = new("W3104", "law/scope", "text", "fix");
    private static readonly Obligation Approval = new(Obligation.Approval, "owner", "rule");
    private static readonly Obligation Redact = new("redact", "", "rule");

    [Fact]
    public void Default_DeniesWithAReason()
    {
        Decision decision = default;
        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Equal("W3100", Assert.Single(decision.Reasons).Code);
        Assert.Empty(decision.Determining);
        Assert.Empty(decision.Obligations);
        Assert.True(decision.Release.IsDefault);
    }

    [Fact]
    public void Default_InAnArray_DeniesToo() => Assert.All(new Decision[3], static d => Assert.Equal(Verdict.Deny, d.Verdict));

    [Fact]
    public void Allow_ByAPolicy_KeepsWhatLedThere()
    {
        var decision = Decision.Allow(Given.Release, ["support"], [Redact]);
        Assert.Equal(Verdict.Allow, decision.Verdict);
        Assert.Equal(Given.Release, decision.Release);
        Assert.Equal(["support"], decision.Determining);
        Assert.Equal([Redact], decision.Obligations);
        Assert.Empty(decision.Reasons);
        Assert.Empty(Decision.Allow(Given.Release, ["support"], default).Obligations);
    }

    [Fact]
    public void Allow_ByNoReleaseOrNoPolicy_CannotBeMade()
    {
        Assert.Throws<ArgumentException>(() => Decision.Allow(default, ["support"], []));
        Assert.Throws<ArgumentException>(() => Decision.Allow(Given.Release, [], []));
        Assert.Throws<ArgumentException>(() => Decision.Allow(Given.Release, default, []));
    }

    [Fact]
    public void Deny_WithoutAReason_CannotBeMade()
    {
        Assert.Throws<ArgumentException>(() => Decision.Deny(Given.Release, [], []));
        Assert.Throws<ArgumentException>(() => Decision.Deny(Given.Release, default, []));
    }

    [Fact]
    public void Deny_WithReasons_KeepsThemAndObligesNothing()
    {
        var decision = Decision.Deny(default, [Reason], default);
        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Equal([Reason], decision.Reasons);
        Assert.Empty(decision.Determining);
        Assert.Empty(decision.Obligations);
    }

    [Fact]
    public void StepUp_WithoutAnApprovalReleaseOrPolicy_CannotBeMade()
    {
        Assert.Throws<ArgumentException>(() => Decision.StepUp(Given.Release, [Reason], ["rule"], []));
        Assert.Throws<ArgumentException>(() => Decision.StepUp(Given.Release, [Reason], ["rule"], default));
        Assert.Throws<ArgumentException>(() => Decision.StepUp(Given.Release, [Reason], ["rule"], [Redact]));
        Assert.Throws<ArgumentException>(() => Decision.StepUp(default, [Reason], ["rule"], [Approval]));
        Assert.Throws<ArgumentException>(() => Decision.StepUp(Given.Release, [Reason], [], [Approval]));
    }

    [Fact]
    public void StepUp_WithAnApproval_IsNotYetAnAllow()
    {
        var decision = Decision.StepUp(Given.Release, [Reason], ["rule"], [Redact, Approval]);
        Assert.Equal(Verdict.StepUp, decision.Verdict);
        Assert.Equal([Reason], decision.Reasons);
        Assert.Equal([Redact, Approval], decision.Obligations);
    }

    [Fact]
    public void Denial_OfSeveralReasons_LeadsWithTheFirst() =>
        Assert.Equal(Reason, new Denial(Given.Decision(1), Verdict.Deny, [Reason, Reason with { Code = "W3108" }]).Reason);
}
