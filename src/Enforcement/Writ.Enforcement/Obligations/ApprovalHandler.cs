using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Discharges approvals: the call is held while a human is asked, and its identical repetition takes their yes, once.</summary>
public sealed class ApprovalHandler(IApprovals approvals) : IObligationHandler
{
    /// <inheritdoc />
    public string Kind => Obligation.Approval;

    /// <inheritdoc />
    public async ValueTask<Discharge> DischargeAsync(Duty duty, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(duty);
        var rule = duty.Obligations[0].Rule;
        return await approvals.AskAsync(new ApprovalQuestion(duty.Id, duty.Decision, duty.Request, duty.Patience), cancellationToken) switch
        {
            ApprovalAnswer.Granted granted => new Discharge.Ready(granted.Conditions, granted.Changes, granted.Entries),
            ApprovalAnswer.Pending pending => new Discharge.Pending(
                new Reason("W3130", rule, $"a human was asked to approve this and has not answered; the handle is {pending.Approval}", "send the identical call again, by and by; go on with other work meanwhile"), pending.Approval),
            ApprovalAnswer.Changed => new Discharge.Again(new Reason("W3115", "law/release", "what this rests on changed while it was decided", "send it again")),
            ApprovalAnswer.Refused refused => new Discharge.Impossible(refused.Reason),
            ApprovalAnswer.Unmet unmet => new Discharge.Impossible(ConditionReasons.Of(unmet.Failed, unmet.Found, duty.Request.Task.Id)),
            _ => new Discharge.Impossible(PipelineReasons.NotUnderstood(duty.Obligations[0])),
        };
    }
}
