using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Who is this instance, which task, is the credential bound to this very key and connection.</summary>
internal sealed class Authenticate(IAuthenticator authenticator) : IStage
{
    public Stage Stage => Stage.Authenticate;

    public async ValueTask<Refusal?> RunAsync(Flight flight, CancellationToken cancellationToken)
    {
        switch (await authenticator.AuthenticateAsync(flight.Call.Presented, cancellationToken))
        {
            case Authentication.Named named:
                flight.Who = named;
                return null;
            case Authentication.Refused refused:
                return new Refusal(refused.Reason, refused.Operator);
            default:
                return new Refusal(PipelineReasons.Nobody);
        }
    }
}
