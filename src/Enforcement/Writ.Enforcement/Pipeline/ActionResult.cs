using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>How an action ended.</summary>
public abstract record ActionResult
{
    private ActionResult()
    {
    }

    /// <summary>It was authorised and performed; these bytes may be released.</summary>
    /// <param name="Decision">The decision that allowed it.</param>
    /// <param name="Forwarding">What came back, filtered.</param>
    public sealed record Performed(DecisionId Decision, Forwarding Forwarding) : ActionResult;

    /// <summary>It was not authorised: nothing was forwarded.</summary>
    /// <param name="Denial">The refusal for the remote party.</param>
    /// <param name="Stage">The stage that refused.</param>
    /// <param name="Cause">Why.</param>
    public sealed record Refused(Denial Denial, Stage Stage, Cause Cause) : ActionResult;

    /// <summary>It was authorised and recorded, and then broke: it may have had its effect. Everything taken stays taken, and nothing is retried by itself.</summary>
    /// <param name="Decision">The decision that allowed it.</param>
    /// <param name="Reason">What broke, in the text for the remote party.</param>
    /// <param name="Stage">The stage that broke.</param>
    /// <param name="Cause">Why.</param>
    public sealed record Broken(DecisionId Decision, Reason Reason, Stage Stage, Cause Cause) : ActionResult;
}
