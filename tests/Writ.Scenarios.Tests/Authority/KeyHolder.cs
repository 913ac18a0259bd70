using System.Security.Cryptography;
using System.Text;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Authority;

/// <summary>Holds a key and the writ that is bound to it, as an agent that works over the network does; or a thief of both.</summary>
internal sealed class KeyHolder : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Wire network;
    private readonly string agents;

    private KeyHolder(string agents)
    {
        this.agents = agents;
        network = Wire.To(agents);
    }

    public string Token { get; private set; } = "";

    /// <summary>The nonce of the last answer.</summary>
    public string Nonce { get; private set; } = "";

    /// <summary>Makes a key, and lets the agent get a writ for it over its attested socket.</summary>
    public static async Task<KeyHolder> GetAsync(Puppet agent, string agents)
    {
        var holder = new KeyHolder(agents);
        await holder.SendAsync(WireRequest.Json("GET", "/.well-known/oauth-authorization-server"));
        var answer = await agent.SendAsync(WireRequest.Token.With("dpop", holder.Proof("POST", "http://localhost/oauth/token", null)));
        Assert.True(answer.Status == 200, answer.ToString());
        holder.Token = answer.Message.GetProperty("access_token").GetString()!;
        return holder;
    }

    /// <summary>A request with the writ and a fresh proof.</summary>
    public WireRequest Signed(WireRequest request) => SignedFor(agents, request);

    /// <summary>A request with the writ and a fresh proof for another place than the one that issued the writ.</summary>
    public WireRequest SignedFor(string place, WireRequest request) => request.With("authorization", $"DPoP {Token}").With("dpop", Proof(request.Method, place + request.Path, Token));

    public async Task<WireAnswer> SendAsync(WireRequest request)
    {
        var answer = await network.SendAsync(request);
        Nonce = answer.Headers.GetValueOrDefault("dpop-nonce") ?? Nonce;
        return answer;
    }

    public Task<WireAnswer> InitializeAsync() => SendAsync(Signed(WireRequest.Mcp("probe", null, McpCalls.Initialize)));

    public async Task<string> SessionAsync()
    {
        var answer = await InitializeAsync();
        return answer.Headers.GetValueOrDefault("mcp-session-id") ?? throw new InvalidOperationException($"no session: {answer}");
    }

    public Task<WireAnswer> CallAsync(string session, string tool, string text) => SendAsync(Signed(WireRequest.Mcp("probe", session, McpCalls.Call(tool, text))));

    public void Dispose()
    {
        key.Dispose();
        network.Dispose();
    }

    /// <summary>A request with the writ and a proof that is wrong in one way.</summary>
    public WireRequest Wrong(WireRequest request, Func<string, string>? header = null, Func<string, string>? payload = null, Func<byte[], byte[]>? signature = null) =>
        request.With("authorization", $"DPoP {Token}").With("dpop", Proof(request.Method, agents + request.Path, Token, header, payload, signature));

    private string Proof(string method, string url, string? token, Func<string, string>? inHeader = null, Func<string, string>? inPayload = null, Func<byte[], byte[]>? inSignature = null)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var headerText = $$$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"{{{Encode(point.X!)}}}","y":"{{{Encode(point.Y!)}}}"}}""";
        var hash = token is null ? "" : $",\"ath\":\"{Encode(SHA256.HashData(Encoding.ASCII.GetBytes(token)))}\"";
        var payloadText = $$"""{"jti":"{{Guid.NewGuid()}}","htm":"{{method}}","htu":"{{url}}","iat":{{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}},"nonce":"{{Nonce}}"{{hash}}}""";
        var (header, payload) = (Encode(inHeader?.Invoke(headerText) ?? headerText), Encode(inPayload?.Invoke(payloadText) ?? payloadText));
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{header}.{payload}"), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{header}.{payload}.{Encode(inSignature?.Invoke(signature) ?? signature)}";
    }

    private static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
