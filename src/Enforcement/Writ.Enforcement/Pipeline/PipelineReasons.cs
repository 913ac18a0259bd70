using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>The reasons that the pipeline itself gives.</summary>
internal static class PipelineReasons
{
    public static Reason NoRelease { get; } = new("W3101", "law/release", "no release is in force", "ask an operator to activate a release");

    public static Reason OfAnotherRelease { get; } = new("W3100", "law/release", "the decision was made by another release than the one that the action began with", "report this: a decision must be made by one release");

    public static Reason Nobody { get; } = new("W2100", "law/identity", "the caller could not be named", "run the agent with `writ run`");

    public static Reason Undescribed { get; } = new("W4001", "law/described", "the message could not be described", "send a message that the zone's protocol knows");

    public static Reason Unrecorded { get; } = new("W5100", "law/recorded", "the decision could not be recorded", "ask an operator to look at the store; nothing was done");

    public static Reason NotUnderstood(Obligation obligation) => obligation.Kind == Obligation.Approval
        ? new Reason("W3120", obligation.Rule, $"this needs an approval by `{obligation.Parameter}`, and nobody can give one here", "ask for the rule to be changed, or do without this action")
        : new Reason("W3121", obligation.Rule, $"the obligation `{obligation.Kind}` is not understood", "ask an operator to correct the policy");

    public static Reason Broken(Stage stage, Cause cause, string zone) => cause switch
    {
        Cause.Cancelled => new Reason("W4011", "law/pipeline", "the call was given up before it was decided", "send it again"),
        Cause.TimedOut when stage >= Stage.Forward => new Reason("W4012", "law/pipeline", "the server took too long; whether it acted is unknown", "look before you repeat it"),
        Cause.TimedOut => new Reason("W4013", "law/pipeline", "deciding took too long; nothing was done", "send it again"),
        Cause.Unavailable when stage == Stage.Record => Unrecorded,
        Cause.Unavailable when stage >= Stage.Forward => new Reason("W4014", "law/pipeline", "the server died or cannot be reached; whether it acted is unknown", "look before you repeat it"),
        Cause.Unavailable => new Reason("W4015", "law/pipeline", $"something that {Entries.Word(stage)} needs cannot be reached; nothing was done", "send it again later, or ask an operator"),
        _ when stage >= Stage.Forward => new Reason("W4016", "law/pipeline", $"the {zone} zone broke while the action ran; whether it acted is unknown", "look before you repeat it"),
        _ => new Reason("W4017", "law/pipeline", $"the {zone} zone broke at {Entries.Word(stage)}; nothing was done", "ask an operator to look at the log"),
    };
}
