using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.OAuth.Grants;

/// <summary>Tells a client's own writ from any other token. In another's hands a writ is worth nothing here either.</summary>
internal sealed class OwnWrits(WritVerifier verifier, IStateReader state, IJournal journal)
{
    public async ValueTask<OwnWrit> FindAsync(string token, OAuthClient.Known client, CancellationToken cancellationToken)
    {
        switch (verifier.Verify(token))
        {
            case WritVerification.Refused refused:
                return new OwnWrit.None($"subject token: {refused.Reason.Describe()}");
            case WritVerification.Verified { Claims: var claims }:
                return claims.Instance != client.Instance.Id ? new OwnWrit.Dead($"{claims.Id} is another instance's")
                    : claims.Epoch != journal.Epoch ? new OwnWrit.Dead($"{claims.Id} is of epoch {claims.Epoch}")
                    : await state.IsSpentAsync(claims.Revocation, cancellationToken) ? new OwnWrit.Dead($"{claims.Id} was taken back")
                    : await state.FindTaskAsync(claims.Task, cancellationToken) is { } task && task.Actor.Instance == client.Instance.Id ? new OwnWrit.InForce(claims, task)
                    : new OwnWrit.Dead($"{claims.Id} points at a task that is not there");
            default:
                return new OwnWrit.None("subject token: not judged");
        }
    }
}
