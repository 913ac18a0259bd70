using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Writ.Authority.Approvals;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>
/// The approvals that wait for a human, for the operator on the machine itself. Over the control socket alone, reading too: it shows what is personal.
/// What reads changes nothing; only a POST answers.
/// </summary>
internal sealed partial class ApprovalsHandler(IStateReader state, IKeyring keyring, ApprovalVoting voting, ILogger<ApprovalsHandler> logger)
{
    private const int Most = 1000;
    private const int MaxReason = 512;

    // The credential is one and has no name of its own: whoever holds it is one person at most.
    private static readonly Approver Operator = new("operator", ApprovalMethod.LocalOperator);

    public async Task ListAsync(HttpContext context)
    {
        if (!await IsHereAsync(context))
        {
            return;
        }

        var open = await state.OpenApprovalsAsync(Most, context.RequestAborted);
        await Answers.DocumentAsync(context, new ApprovalListDocument([.. open.Select(ApprovalDocuments.Of)]), ContractsJson.Default.ApprovalListDocument);
    }

    public async Task ShowAsync(HttpContext context)
    {
        if (await IsHereAsync(context) && await FindAsync(context) is { } approval)
        {
            var task = await state.FindTaskAsync(approval.Binding.Task, context.RequestAborted);
            var pending = await state.PendingActionAsync(approval.Id, context.RequestAborted);
            var votes = await state.VotesAsync(approval.Id, context.RequestAborted);
            await Answers.DocumentAsync(context, ApprovalDocuments.Of(approval, task, pending, votes, keyring), ContractsJson.Default.ApprovalDetailDocument);
        }
    }

    public Task ApproveAsync(HttpContext context) => VoteAsync(context, ApprovalEdge.Approve);

    public async Task DenyAsync(HttpContext context)
    {
        if (!await IsHereAsync(context) || await Answers.BodyAsync(context, ContractsJson.Default.DenyRequest) is not { } request)
        {
            return;
        }

        if (request.Reason.Length > MaxReason)
        {
            await Answers.ProblemAsync(context, StatusCodes.Status422UnprocessableEntity, new Reason("W2260", "law/request", $"the reason is longer than {MaxReason} characters", "say it in fewer words"));
            return;
        }

        await VoteAsync(context, ApprovalEdge.Deny);
        if (context.Response.StatusCode == StatusCodes.Status200OK && request.Reason.Length > 0 && context.Request.RouteValues["approval"] is string id)
        {
            Log.Denied(logger, id, EscapedText.Of(request.Reason).Text);
        }
    }

    private static async ValueTask<bool> IsHereAsync(HttpContext context)
    {
        if (context.Features.Get<IPeer>() is not null)
        {
            return true;
        }

        await Answers.ProblemAsync(context, StatusCodes.Status403Forbidden, ApprovalReasons.NotHere);
        return false;
    }

    private async Task VoteAsync(HttpContext context, ApprovalEdge edge)
    {
        if (!await IsHereAsync(context) || await FindAsync(context) is not { } approval)
        {
            return;
        }

        switch (await voting.VoteAsync(approval.Id, Operator, edge, context.RequestAborted))
        {
            case VoteResult.Taken taken:
                await Answers.DocumentAsync(context, ApprovalDocuments.Of(taken.Approval), ContractsJson.Default.ApprovalDocument);
                break;
            case VoteResult.Refused refused:
                await Answers.ProblemAsync(context, IsForbidden(refused.Reason) ? StatusCodes.Status403Forbidden : StatusCodes.Status409Conflict, refused.Reason);
                break;
        }
    }

    private static bool IsForbidden(Reason reason) => reason == ApprovalReasons.SameUid || reason == ApprovalReasons.TwoPerson || reason == ApprovalReasons.SelfApproval;

    private async Task<Approval?> FindAsync(HttpContext context)
    {
        if (ApprovalId.TryParse(context.Request.RouteValues["approval"] as string, null, out var id) && await state.FindApprovalAsync(id, context.RequestAborted) is { } approval)
        {
            return approval;
        }

        await Answers.ProblemAsync(context, StatusCodes.Status404NotFound, ApprovalReasons.Unknown);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(2142, LogLevel.Information, "{Approval} was denied by the operator: {Reason}")]
        public static partial void Denied(ILogger logger, string approval, string reason);
    }
}
