using Writ.Domain;

namespace Writ.Authority.Approvals;

/// <summary>The reasons that approvals give: to the agent whose action it is, and to whoever answers.</summary>
internal static class ApprovalReasons
{
    public static Reason Advisory { get; } = new(
        "W3122", "law/assurance", "this needs an approval, and an agent under Writ's own uid is advisory: it could approve itself", "run the agent under its own uid or in a sandbox");

    public static Reason TooLarge { get; } = new("W3136", "law/approval", "the arguments are more than a human can be shown", "send less at once");

    public static Reason Unreadable { get; } = new("W3135", "law/approval", "what was approved cannot be read back, so it cannot be shown to be the same", "ask an operator to look at the store; a human must be asked anew once it is void");

    public static Reason Unknown { get; } = new("W2250", "law/approval-known", "there is no such approval", "list those that wait with `writ approval list`");

    public static Reason SameUid { get; } = new(
        "W2252", "law/assurance", "the agent runs under Writ's own uid, so an approval would be worth nothing: it could have given it itself", "run the agent under its own uid or in a sandbox");

    public static Reason TwoPerson { get; } = new(
        "W2253", "law/two-person", "this asks for two people, and the operators' credential is one person at most", "deny it, or change the rule: approvers with an identity of their own are not taken yet");

    public static Reason SelfApproval { get; } = new("W2254", "law/self-approval", "nobody approves what an agent does on their own behalf", "let somebody else answer");

    public static Reason Voted { get; } = new("W2256", "law/approval-vote", "this approver has answered already", "nothing is to be done");

    public static Reason NotShown { get; } = new("W2257", "law/approval-shown", "what is pending cannot be read, so nobody can have seen what they would approve", "deny it; see writ's log for why it cannot be read");

    public static Reason NotHere { get; } = new("W2258", "law/operator", "approvals are spoken of over the control socket alone: the operators' port does not know which process asks", "use the `writ` program");

    public static Reason Stopped { get; } = new(
        "W2261", "law/approval-stopped", "what this is for is stopped: it is contained, or a task above its own is not open", "deny it, or let an operator restore or resume what is stopped first");

    public static Reason NoSuchApprover(Obligation obligation) => new(
        "W3131", obligation.Rule, "the rule asks for an approver that Writ does not know", "ask an operator to correct the policy: `owner`, `team:NAME` or `two-person`");

    public static Reason Denied(ApprovalId approval) => new(
        "W3133", "law/approval", $"a human denied this ({approval})", "do without it; the identical call of this task is not asked about again");

    public static Reason NotPending(Approval approval) => new(
        "W2251", "law/approval-edge", $"the approval is {approval.State.ToString().ToLowerInvariant()}, and waits for no answer", "nothing is to be done");

    public static Reason Voided(string cause) => new(
        "W2255", "law/approval-void", $"the approval is void: the {cause} is not what it was asked for", "nothing is to be done; the agent's next call asks anew where it must");
}
