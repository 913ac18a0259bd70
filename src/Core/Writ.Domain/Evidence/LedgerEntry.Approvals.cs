using System.Collections.Immutable;
using System.Text.Json;
using Writ.Spiffe;

namespace Writ.Domain;

public abstract partial record LedgerEntry
{
    /// <summary>Humans are asked about an action.</summary>
    /// <param name="Approval">The approval.</param>
    /// <param name="For">The task.</param>
    /// <param name="Decision">The decision that asks.</param>
    /// <param name="Instance">Who asks.</param>
    /// <param name="Release">The release whose rules ask.</param>
    /// <param name="Action">The action's name.</param>
    /// <param name="Request">The keyed digest of the action's hash: exact name, exact arguments, definition.</param>
    /// <param name="Context">The keyed digest of what else the decision rested on.</param>
    /// <param name="Approvers">Who has to approve.</param>
    /// <param name="Rules">The rules that ask.</param>
    /// <param name="Expires">Until when.</param>
    public sealed record ApprovalRequested(
        ApprovalId Approval, TaskId For, DecisionId Decision, SpiffeId Instance, ReleaseId Release, string Action, Digest256 Request, Digest256 Context,
        ImmutableArray<ApproverRequirement> Approvers, ImmutableArray<string> Rules, DateTimeOffset Expires) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "approval.requested";

        /// <inheritdoc />
        public override TaskId Task => For;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("approval", Approval.ToString());
            json.WriteString("decision", Decision.ToString());
            json.WriteString("instance", Instance.ToString());
            json.WriteString("release", Release.ToString());
            json.WriteString("action", Action);
            Write(json, "request", Request);
            Write(json, "context", Context);
            Write(json, "approvers", Approvers.Select(static a => a.ToString()));
            Write(json, "rules", Rules);
            Write(json, "expires", Expires);
        }
    }

    /// <summary>Somebody answered.</summary>
    /// <param name="Approval">The approval.</param>
    /// <param name="For">The task.</param>
    /// <param name="By">Which credential, or the pseudonym of whom.</param>
    /// <param name="Method">How they proved it.</param>
    /// <param name="Vote">Approve or deny.</param>
    /// <param name="State">Where the approval stands by it.</param>
    /// <param name="Request">The keyed digest of the action's hash, so that what was answered stands beside the answer.</param>
    public sealed record ApprovalVoted(ApprovalId Approval, TaskId For, string By, ApprovalMethod Method, ApprovalEdge Vote, ApprovalState State, Digest256 Request) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "approval.voted";

        /// <inheritdoc />
        public override TaskId Task => For;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("approval", Approval.ToString());
            json.WriteString("by", By);
            json.WriteString("method", Word(Method));
            json.WriteString("vote", Word(Vote));
            json.WriteString("state", Word(State));
            Write(json, "request", Request);
        }
    }

    /// <summary>An approval came to an end without the action: denied, expired or void. What was pending is erased with it.</summary>
    /// <param name="Approval">The approval.</param>
    /// <param name="For">The task.</param>
    /// <param name="State">How.</param>
    /// <param name="Cause">As in `operator`, `time`, `release`, `definition`, `task`, `context`.</param>
    public sealed record ApprovalSettled(ApprovalId Approval, TaskId For, ApprovalState State, string Cause) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "approval.settled";

        /// <inheritdoc />
        public override TaskId Task => For;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("approval", Approval.ToString());
            json.WriteString("state", Word(State));
            json.WriteString("cause", Cause);
        }
    }

    /// <summary>An approval let its action through. Written with the decision, before the effect; what was pending is erased with it.</summary>
    /// <param name="Approval">The approval.</param>
    /// <param name="For">The task.</param>
    /// <param name="Decision">The decision that it let through.</param>
    public sealed record ApprovalSpent(ApprovalId Approval, TaskId For, DecisionId Decision) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "approval.spent";

        /// <inheritdoc />
        public override TaskId Task => For;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("approval", Approval.ToString());
            json.WriteString("decision", Decision.ToString());
        }
    }
}
