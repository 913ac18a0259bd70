using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Authentication;

/// <summary>
/// Why nobody is named. The remote party learns which kind of credential is wrong and what to do, and nothing that would help to guess one; the operator learns more.
/// </summary>
internal static class AuthenticationReasons
{
    private const string LawIdentity = "law/identity";
    private const string LawBinding = "law/binding";

    public static Domain.Authentication.Refused NothingPresented() =>
        new(new Reason("W2310", LawIdentity, "no credential was presented", "present a writ with a DPoP proof, or connect to the local socket from inside `writ run`"), "no authorization header on a network listener");

    public static Domain.Authentication.Refused Scheme() =>
        new(new Reason("W2311", LawIdentity, "the authorization scheme does not fit the writ", "use `DPoP` for a writ that is bound to a key, `Bearer` for one that is bound to the local socket or to a client certificate"), "scheme");

    public static Domain.Authentication.Refused Writ(string text) =>
        new(new Reason("W2312", LawIdentity, "the writ is not valid", "get a new one for a live task"), text);

    public static Domain.Authentication.Refused InstanceEnded(SpiffeId instance) =>
        new(new Reason("W2105", "law/attested", "the instance has ended", "start the agent again"), $"{instance} has ended, and the store could not say so yet");

    public static Domain.Authentication.Refused AnothersWrit(WritId writ, SpiffeId presenter) =>
        new(new Reason("W2313", LawBinding, "the writ was issued to another instance", "use a writ of your own"), $"{writ} was presented by {presenter}");

    public static Domain.Authentication.Refused SocketOnly(WritId writ) =>
        new(new Reason("W2314", LawBinding, "the writ is bound to an instance's local socket, and this is the network", "get a writ that is bound to a key: send a DPoP proof to the token endpoint"), $"{writ} is bound to the socket");

    public static Domain.Authentication.Refused ProofMissing(WritId writ) =>
        new(new Reason("W2315", LawBinding, "the writ is bound to a key, and no proof by that key came with it", "send `Authorization: DPoP …` with a fresh `DPoP` proof"), $"{writ} was presented as a bearer");

    public static Domain.Authentication.Refused Proof(string text) =>
        new(new Reason("W2316", LawBinding, "the proof is not a valid one for this request and writ", "make one proof for each request, with its method, URI, the writ's hash and the time"), text);

    public static Domain.Authentication.Refused Certificate(WritId writ) =>
        new(new Reason("W2320", LawBinding, "the writ is bound to a client certificate, and this connection does not have it", "connect to the TLS port with the certificate that the writ was issued for"), $"{writ} is bound to another certificate than the connection's, if that has one");

    public static Domain.Authentication.Refused CertificateEnded(SpiffeId presenter) =>
        new(new Reason("W2321", LawBinding, "the client certificate of this connection is not believed any more", "connect again with the current X.509-SVID"), $"the certificate of {presenter} has ended, or the keys that it was believed by");

    public static Domain.Authentication.Refused Nonce(string text) =>
        new(new Reason("W2322", LawBinding, "the proof lacks a current nonce", "put the value of the `DPoP-Nonce` header into the proof and send it again"), text);

    public static Domain.Authentication.Refused NoTask(SpiffeId instance) =>
        new(new Reason("W2317", "law/live-task", "the instance has no live task", "the work is over; run the agent again with `writ run`"), $"{instance} has no live task");

    public static Domain.Authentication.Refused SeveralTasks(SpiffeId instance) =>
        new(new Reason("W2318", "law/live-task", "the instance has several live tasks, and the message names none", "present a writ of the task that is meant"), $"{instance} has several live tasks");
}
