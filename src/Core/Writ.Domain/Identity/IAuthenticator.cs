namespace Writ.Domain;

/// <summary>Names the instance and the task behind a message, or refuses. Fails closed: an exception is a refusal.</summary>
public interface IAuthenticator
{
    /// <summary>Verifies what was presented: the peer again at this very request, the writ, the proof.</summary>
    ValueTask<Authentication> AuthenticateAsync(Presented presented, CancellationToken cancellationToken);
}
