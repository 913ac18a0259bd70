using System.Buffers;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Writ.Authority.Endpoints;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Access;

/// <summary>
/// Tells enforcement points outside Writ what would be decided (AuthZEN Authorization API 1.0). Who acts, for whom and for which task comes from the credential of the
/// request, as in every request of an agent; the subject in the body may restate it and is no authority. A proof is spent whatever else is wrong.
/// </summary>
internal sealed class AccessHandler(AgentCallers callers, IEvaluator evaluator, IKeyring keyring, TokenOptions options)
{
    /// <summary>The largest body.</summary>
    public const int MaxBody = 256 * 1024;

    private const string RequestId = "X-Request-ID";
    private const int MaxRequestId = 128;

    public Task ConfigurationAsync(HttpContext context)
    {
        Echo(context);

        // Each listener speaks for itself: who found it by one address is led to no other.
        var point = context.Request.IsHttps ? options.Address.TlsUrl : options.Issuer;
        return Answers.DocumentAsync(
            context, new AccessConfigurationDocument(point, point + "/access/v1/evaluation", point + "/access/v1/evaluations"), ContractsJson.Default.AccessConfigurationDocument);
    }

    public Task EvaluateAsync(HttpContext context) => AnswerAsync(context, AccessReading.One);

    public Task EvaluateAllAsync(HttpContext context) => AnswerAsync(context, AccessReading.Several);

    private async Task AnswerAsync(HttpContext context, Func<ReadOnlyMemory<byte>, AccessRequest> read)
    {
        Echo(context);
        if (await callers.NamedAsync(context) is not { } named)
        {
            return;
        }

        switch (await evaluator.BeginAsync(named, context.RequestAborted))
        {
            case Domain.Authentication.Named who:
                await AnswerAsync(context, who, read);
                break;
            case Domain.Authentication.Refused refused:
                await AgentCallers.UnnamedAsync(context, refused.Reason);
                break;
        }
    }

    private async Task AnswerAsync(HttpContext context, Domain.Authentication.Named who, Func<ReadOnlyMemory<byte>, AccessRequest> read)
    {
        if (!IsJson(context.Request))
        {
            await Answers.ProblemAsync(context, StatusCodes.Status400BadRequest, AccessReasons.NotJson);
            return;
        }

        if (await BodyAsync(context) is not { } body)
        {
            await Answers.ProblemAsync(context, StatusCodes.Status413PayloadTooLarge, AccessReasons.TooLarge);
            return;
        }

        switch (read(body))
        {
            case AccessRequest.Single single:
                await Answers.DocumentAsync(context, await EvaluateAsync(who, single.Item, context.RequestAborted), ContractsJson.Default.AccessEvaluationDocument);
                break;
            case AccessRequest.Several several:
                await Answers.DocumentAsync(context, new AccessEvaluationsDocument(await EvaluateAsync(who, several, context.RequestAborted)), ContractsJson.Default.AccessEvaluationsDocument);
                break;
            case AccessRequest.Refused refused:
                await Answers.ProblemAsync(context, StatusCodes.Status400BadRequest, refused.Reason);
                break;
        }
    }

    private async Task<ImmutableArray<AccessEvaluationDocument>> EvaluateAsync(Domain.Authentication.Named who, AccessRequest.Several several, CancellationToken cancellationToken)
    {
        var answers = ImmutableArray.CreateBuilder<AccessEvaluationDocument>(several.Items.Length);
        foreach (var item in several.Items)
        {
            var answer = await EvaluateAsync(who, item, cancellationToken);
            answers.Add(answer);
            if (several.Semantic == (answer.Decision ? AccessSemantic.PermitOnFirstPermit : AccessSemantic.DenyOnFirstDeny))
            {
                break;
            }
        }

        return answers.ToImmutable();
    }

    private async Task<AccessEvaluationDocument> EvaluateAsync(Domain.Authentication.Named who, AccessItem item, CancellationToken cancellationToken) => Of(item switch
    {
        AccessItem.Asked asked when IsRestated(asked, who) => await evaluator.EvaluateAsync(who, asked.Question, cancellationToken),
        AccessItem.Asked => evaluator.Refuse(who, AccessReasons.OtherSubject),
        AccessItem.Flawed flawed => evaluator.Refuse(who, flawed.Reason),
        _ => evaluator.Refuse(who, AccessReasons.Incomplete),
    });

    private bool IsRestated(AccessItem.Asked asked, Domain.Authentication.Named who) => asked.SubjectType switch
    {
        "agent" => asked.SubjectId == who.Actor.Agent.ToString(),
        "identity" => asked.SubjectId == who.Actor.Instance.ToString() || asked.SubjectId == Delegation.SubjectOf(who.Task, keyring),
        _ => false,
    };

    private static AccessEvaluationDocument Of(Evaluation evaluation) => evaluation switch
    {
        Evaluation.Allowed allowed => new(true, new(allowed.Decision.ToString(), AccessContextDocument.Allow)),
        Evaluation.Refused { Denial: var denial } => new(
            false,
            new(denial.Decision.ToString(), denial.Verdict == Verdict.StepUp ? DenialDocument.StepUp : DenialDocument.Deny)
            {
                Code = denial.Reason.Code,
                Rule = denial.Reason.Rule,
                Reason = denial.Reason.Text,
                Fix = denial.Reason.Fix,
            }),
        _ => throw new InvalidOperationException("an evaluation is allowed or refused"),
    };

    // Only what cannot be anything but an id goes back into a header.
    private static void Echo(HttpContext context)
    {
        if (context.Request.Headers[RequestId] is [{ Length: > 0 and <= MaxRequestId } id] && !id.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            context.Response.Headers[RequestId] = id;
        }
    }

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        && request.Headers.ContentEncoding.Count == 0;

    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (context.Request.ContentLength is null or <= MaxBody)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > MaxBody)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        return null;
    }
}
