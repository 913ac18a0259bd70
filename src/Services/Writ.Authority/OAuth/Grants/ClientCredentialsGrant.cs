using Writ.Authority.Authentication;
using Writ.Domain;

namespace Writ.Authority.OAuth.Grants;

/// <summary>
/// `client_credentials` (RFC 6749 §4.4): with details, a new task of the instance that asks, for itself; without, a writ for the only live task that it has.
/// </summary>
internal sealed class ClientCredentialsGrant(TaskOpener opener, IStateReader state) : IGrant
{
    public string Type => "client_credentials";

    public string? IssuedType => null;

    public async ValueTask<GrantResult> JudgeAsync(GrantRequest request, CancellationToken cancellationToken)
    {
        if (request.Form["authorization_details"] is { } details)
        {
            return await opener.OpenAsync(details, request, cancellationToken);
        }

        return await state.LiveTasksOfAsync(request.Client.Instance.Id, cancellationToken) switch
        {
            [var only] => new GrantResult.Granted(only) { Conditions = request.Conditions, Changes = request.Changes },
            { IsEmpty: true } => Refused(AuthenticationReasons.NoTask(request.Client.Instance.Id)),
            _ => Refused(AuthenticationReasons.SeveralTasks(request.Client.Instance.Id)),
        };
    }

    private static GrantResult.Refused Refused(Domain.Authentication.Refused why) => new(OAuthRefusal.Grant(why.Reason) with { Operator = why.Operator });
}
