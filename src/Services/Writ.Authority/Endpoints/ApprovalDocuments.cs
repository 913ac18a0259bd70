using System.Collections.Immutable;
using Writ.Authority.Approvals;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>Makes documents of approvals. Whatever came from an agent or a server is escaped on the way.</summary>
internal static class ApprovalDocuments
{
    public static ApprovalDocument Of(Approval approval) => new(
        approval.Id.ToString(),
        Documents.Word(approval.State),
        approval.Binding.Task.ToString(),
        approval.Agent.ToString(),
        approval.Instance.ToString(),
        Documents.Of(approval.Assurance),
        approval.Intent.ToString(),
        EscapedText.Of(approval.Action.ToString()).Text,
        [.. Enum.GetValues<Effects>().Where(e => e is not (Effects.None or Effects.Unclassified) && approval.Effects.HasFlag(e)).Select(Documents.Word)],
        [.. approval.Approvers.Select(static a => a.ToString())],
        [.. approval.Rules.Select(static r => EscapedText.Of(r).Text)],
        approval.Binding.Release.ToString(),
        approval.Requested,
        approval.Expires);

    public static ApprovalDetailDocument Of(Approval approval, AgentTask? task, PendingAction? pending, ImmutableArray<ApprovalVote> votes, IKeyring keyring)
    {
        var rendering = pending is null ? null : ArgumentRendering.Of(pending.Arguments.Span);
        var notes = ImmutableArray.CreateBuilder<string>();
        var resource = Text(pending?.ResourceId, "the resource", notes);
        var destination = Text(pending?.Destination.Name, "the destination", notes);
        if (pending is null)
        {
            notes.Add(ApprovalEdges.IsOpen(approval.State) ? "what is pending cannot be read" : "what was pending is erased");
        }

        notes.AddRange(rendering?.Notes ?? []);
        return new ApprovalDetailDocument(
            Of(approval),
            task?.Subject is null ? null : Delegation.PseudonymPrefix + Subject.PseudonymOf(task.Subject, keyring),
            task is null || task.Actor.Chain.IsDefault ? [] : [.. task.Actor.Chain.Select(static i => i.ToString())],
            pending is null ? null : $"{EscapedText.Of(pending.ResourceType).Text} \"{resource}\"",
            pending is null ? null : $"{EscapedText.Of(pending.Destination.Kind).Text} \"{destination}\"",
            rendering?.Lines ?? [],
            pending?.Arguments.Length,
            notes.ToImmutable(),
            approval.Binding.Request.ToString(),
            [.. votes.Select(static v => $"{Documents.Word(v.Edge)} by {v.By} ({(v.Method == ApprovalMethod.LocalOperator ? "local-operator" : "none")})")]);
    }

    private static string? Text(string? text, string where, ImmutableArray<string>.Builder notes)
    {
        if (text is null)
        {
            return null;
        }

        var escaped = EscapedText.Of(text);
        notes.AddRange(escaped.Notes.Select(note => $"{where}: {note}"));
        return escaped.Text;
    }
}
