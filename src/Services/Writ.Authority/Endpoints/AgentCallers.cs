using Microsoft.AspNetCore.Http;
using Writ.Authority.OAuth;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>Names who sends a request to the agents' API, or answers that nobody could be named.</summary>
internal sealed class AgentCallers(IAuthenticator authenticator)
{
    private static readonly Reason TwoCredentials = new("W2310", "law/identity", "no credential was presented that could be read", "send one `Authorization` and one `DPoP` header at most, to this machine by its own name");

    /// <summary>Who it is; null when it was answered already.</summary>
    public async Task<Domain.Authentication.Named?> NamedAsync(HttpContext context)
    {
        var answer = Of(context) is { } presented ? await authenticator.AuthenticateAsync(presented, context.RequestAborted) : new Domain.Authentication.Refused(TwoCredentials, "two credentials, or a foreign host");
        if (answer is Domain.Authentication.Refused refused)
        {
            await UnnamedAsync(context, refused.Reason);
        }

        return answer as Domain.Authentication.Named;
    }

    /// <summary>Answers that the credential is no good.</summary>
    public static Task UnnamedAsync(HttpContext context, Reason reason)
    {
        Challenge.OfWrit(context, reason);
        return Answers.ProblemAsync(context, StatusCodes.Status401Unauthorized, reason);
    }

    // Null for a credential that stands twice, and for a host that is not this machine.
    private static Presented? Of(HttpContext context)
    {
        var (peer, authorization, proof) = (context.Features.Get<IPeer>(), context.Request.Headers.Authorization, context.Request.Headers["DPoP"]);
        var path = context.Request.Path.ToUriComponent();
        var target = peer is null ? RequestTarget.OnNetwork(context.Request.IsHttps, context.Request.Host.Host, context.Request.Host.Port, context.Connection.LocalPort, path) : RequestTarget.OnSocket(path);
        return authorization.Count > 1 || proof.Count > 1 || target is null
            ? null
            : new Presented(peer, authorization is [{ } held] ? held : null, proof is [{ } made] ? made : null, context.Request.Method, target) { Certificate = context.Features.Get<ITlsPeer>() };
    }
}
