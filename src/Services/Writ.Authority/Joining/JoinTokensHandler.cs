using Microsoft.AspNetCore.Http;
using Writ.Authority.Endpoints;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Joining;

/// <summary>Gives operators join tokens.</summary>
internal sealed class JoinTokensHandler(JoinTokens tokens)
{
    public async Task OfferAsync(HttpContext context)
    {
        if (await Answers.BodyAsync(context, ContractsJson.Default.JoinTokenRequest) is not { } request)
        {
            return;
        }

        var life = request.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : JoinTokens.Usual;
        if (life < TimeSpan.FromSeconds(1) || life > JoinTokens.Longest)
        {
            await Answers.ProblemAsync(
                context, StatusCodes.Status422UnprocessableEntity, new Reason("W2133", "law/request", "a join token lives for a second to an hour", "choose a shorter time, such as `5m`"));
        }
        else if (!Slug.TryParse(request.Agent, null, out var agent) || await tokens.OfferAsync(agent, life, CancellationToken.None) is not var (token, until))
        {
            await Answers.ProblemAsync(
                context, StatusCodes.Status422UnprocessableEntity, new Reason("W2134", "law/agent", "no join token is given out for this agent", "name an agent that `writ.yaml` registers and that is not contained"));
        }
        else
        {
            await Answers.DocumentAsync(context, new JoinTokenDocument(token.Reveal(), agent.ToString(), until), ContractsJson.Default.JoinTokenDocument, StatusCodes.Status201Created);
        }
    }
}
