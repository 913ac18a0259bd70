using Microsoft.AspNetCore.Http;
using Writ.Authority.Attestation;
using Writ.Authority.Keys;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>
/// Lets nobody to the operators' API but the holder of their credential, and no process of an agent's instance even then: an agent under Writ's own uid could read
/// the credential, and is refused here for being what it is. The launcher, the root of an instance, may do one thing more: say that its own run ended.
/// </summary>
internal sealed class OperatorGate(OperatorCredential credential, InstanceRegistry instances)
{
    private const string Scheme = "Bearer ";

    private static readonly Reason NoCredential = new("W2410", "law/operator", "this needs the operators' credential", "send it as `Authorization: Bearer …`; it is in `keys/operator.token` of the home folder");

    private static readonly Reason AnAgent = new("W2411", "law/operator", "an agent's process may not act as an operator", "run this outside `writ run`");

    /// <summary>The handler behind the gate.</summary>
    public RequestDelegate Guard(RequestDelegate handler) => Guard(handler, static (_, _) => ValueTask.FromResult(false));

    /// <summary>The handler behind the gate, which the root of an instance may pass where <paramref name="own"/> says that the request is about its own run.</summary>
    public RequestDelegate Guard(RequestDelegate handler, Func<HttpContext, AttestedInstance, ValueTask<bool>> own) => async context =>
    {
        if (context.Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.Ordinal) || !credential.Matches(header.AsSpan(Scheme.Length)))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Answers.ProblemAsync(context, StatusCodes.Status401Unauthorized, NoCredential);
        }
        else if (context.Features.Get<IPeer>() is { } peer && instances.Attest(peer) is PeerAttestation.Known known && !(known.IsRoot && await own(context, known.Instance)))
        {
            await Answers.ProblemAsync(context, StatusCodes.Status403Forbidden, AnAgent);
        }
        else
        {
            await handler(context);
        }
    };
}
