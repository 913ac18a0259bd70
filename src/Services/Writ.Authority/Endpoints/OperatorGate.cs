using Microsoft.AspNetCore.Http;
using Writ.Authority.Attestation;
using Writ.Authority.Keys;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>
/// Lets nobody to the operators' API but the holder of their credential, and no process of an agent's instance even then: an agent under Writ's own uid could read
/// the credential, and is refused here for being what it is. What cannot be told for certain is refused as well: a connection may be inherited or handed on.
/// On the port nobody names the process at the other end, so the port only reads. The launcher, the root of an instance, may do one thing more: say that its own run ended.
/// </summary>
internal sealed class OperatorGate(OperatorCredential credential, InstanceRegistry instances)
{
    private const string Scheme = "Bearer ";

    private static readonly Reason NoCredential = new("W2410", "law/operator", "this needs the operators' credential", "send it as `Authorization: Bearer …`; it is in `keys/operator.token` of the home folder");

    private static readonly Reason AnAgent = new("W2411", "law/operator", "an agent's process may not act as an operator", "run this outside `writ run`");

    private static readonly Reason ReadOnlyPort = new("W2414", "law/operator", "the operators' port only reads: it does not know which process asks", "send this over the control socket, or use the `writ` program");

    /// <summary>The handler behind the gate.</summary>
    public RequestDelegate Guard(RequestDelegate handler) => Guard(handler, static (_, _) => ValueTask.FromResult(false));

    /// <summary>The handler behind the gate, which the root of an instance may pass where <paramref name="own"/> says that the request is about its own run.</summary>
    public RequestDelegate Guard(RequestDelegate handler, Func<HttpContext, AttestedInstance, ValueTask<bool>> own) => GuardStored(Answers.WhileStored(handler), own);

    private RequestDelegate GuardStored(RequestDelegate stored, Func<HttpContext, AttestedInstance, ValueTask<bool>> own) => async context =>
    {
        if (context.Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.Ordinal) || !credential.Matches(header.AsSpan(Scheme.Length)))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Answers.ProblemAsync(context, StatusCodes.Status401Unauthorized, NoCredential);
        }
        else if (await ObjectionAsync(context, own) is { } objection)
        {
            await Answers.ProblemAsync(context, StatusCodes.Status403Forbidden, objection);
        }
        else
        {
            await stored(context);
        }
    };

    private async ValueTask<Reason?> ObjectionAsync(HttpContext context, Func<HttpContext, AttestedInstance, ValueTask<bool>> own)
    {
        if (context.Features.Get<IPeer>() is not { } peer)
        {
            return HttpMethods.IsGet(context.Request.Method) ? null : ReadOnlyPort;
        }

        return instances.Attest(peer) switch
        {
            PeerAttestation.Stranger => null,
            PeerAttestation.Known { IsRoot: true } known when await own(context, known.Instance) => null,
            PeerAttestation.Refused refused => refused.Reason,
            _ => AnAgent,
        };
    }
}
