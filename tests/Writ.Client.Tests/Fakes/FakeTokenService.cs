using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Writ.Jose;

namespace Writ.Client.Tests.Fakes;

/// <summary>A token service that keeps to the RFCs, for one instance with one task.</summary>
internal sealed class FakeTokenService
{
    private readonly FakeWrit writ;
    private readonly ConcurrentDictionary<string, (string? Thumbprint, DateTimeOffset Ends)> issued = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> revoked = new(StringComparer.Ordinal);
    private int count;

    public FakeTokenService(FakeWrit writ) => (this.writ, Proofs) = (writ, new ProofJudge(writ) { Nonce = "nonce-1" });

    public ProofJudge Proofs { get; }

    /// <summary>Every form that asked for a writ, refused ones among them.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Asked { get; } = new();

    /// <summary>Every token that was issued.</summary>
    public IReadOnlyCollection<string> Issued => [.. issued.Keys];

    public int Life { get; set; } = 300;

    public string Task { get; set; } = FakeWrit.Task;

    /// <summary>Edits the metadata, and answers.</summary>
    public Dictionary<string, object> Metadata { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, object> More { get; } = new(StringComparer.Ordinal);

    /// <summary>What answers a request for a writ waits for.</summary>
    public Task Gate { get; set; } = System.Threading.Tasks.Task.CompletedTask;

    /// <summary>Whether the writ is in force for whoever has this key; null for the local socket.</summary>
    public bool IsGood(string token, string? thumbprint) =>
        issued.TryGetValue(token, out var held) && held.Thumbprint == thumbprint && writ.Time.GetUtcNow() < held.Ends && !revoked.ContainsKey(token);

    /// <summary>Takes back all that was issued, as a restored store does.</summary>
    public void Forget() => issued.Clear();

    public async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/.well-known/oauth-authorization-server":
                await JsonAsync(context, 200, With(new(StringComparer.Ordinal)
                {
                    ["issuer"] = writ.Issuer,
                    ["token_endpoint"] = writ.Issuer + "/oauth/token",
                    ["introspection_endpoint"] = writ.Issuer + "/oauth/introspect",
                    ["revocation_endpoint"] = writ.Issuer + "/oauth/revoke",
                    ["grant_types_supported"] = (string[])["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"],
                    ["dpop_signing_alg_values_supported"] = (string[])["ES256"],
                    ["something_new"] = 1,
                }, Metadata));
                break;
            case "/oauth/token":
                await IssueAsync(context);
                break;
            case "/oauth/introspect" when await AuthenticatedAsync(context) is { } form:
                var active = issued.TryGetValue(form["token"], out var held) && !revoked.ContainsKey(form["token"]);
                await (active ? JsonAsync(context, 200, new { active, aud = "somewhere", exp = held.Ends.ToUnixTimeSeconds(), sub = FakeWrit.Instance }) : JsonAsync(context, 200, new { active }));
                break;
            case "/oauth/revoke" when await AuthenticatedAsync(context) is { } form:
                revoked[form["token"]] = true;
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private async Task IssueAsync(HttpContext context)
    {
        if (await AuthenticatedAsync(context) is not { } form)
        {
            return;
        }

        Asked.Enqueue(form);
        await Gate;
        string? thumbprint = null;
        if (context.Request.Headers.ContainsKey("DPoP") || !FakeWrit.IsLocal(context))
        {
            (thumbprint, var refusal) = Proofs.Judge(context, null);
            if (thumbprint is null)
            {
                var error = refusal is DpopRefusal.NonceMissing or DpopRefusal.NonceMismatch ? "use_dpop_nonce" : "invalid_dpop_proof";
                await JsonAsync(context, 400, new { error, error_description = $"the proof is refused: {refusal}", code = "W2427", fix = "make another" });
                return;
            }
        }

        if (form["grant_type"].EndsWith("token-exchange", StringComparison.Ordinal) && form["subject_token_type"].EndsWith("access_token", StringComparison.Ordinal) && !IsGood(form["subject_token"], thumbprint))
        {
            await JsonAsync(context, 400, new { error = "invalid_grant", error_description = "the subject token is not in force", code = "W2426", fix = "get another" });
            return;
        }

        var token = $"writ-{Interlocked.Increment(ref count)}.secret~text";
        issued[token] = (thumbprint, writ.Time.GetUtcNow() + TimeSpan.FromSeconds(Life));
        Dictionary<string, object> answer = new(StringComparer.Ordinal)
        {
            ["access_token"] = token, ["token_type"] = thumbprint is null ? "Bearer" : "DPoP", ["expires_in"] = Life, ["task"] = Task, ["something_new"] = true,
        };
        if (form.TryGetValue("authorization_details", out var details))
        {
            answer["authorization_details"] = System.Text.Json.JsonDocument.Parse(details).RootElement;
        }

        await JsonAsync(context, 200, With(answer, More));
    }

    // The client is known by its assertion, or by the kernel on the local socket.
    private async Task<IReadOnlyDictionary<string, string>?> AuthenticatedAsync(HttpContext context)
    {
        var form = (await context.Request.ReadFormAsync()).ToDictionary(static p => p.Key, static p => p.Value.Single()!, StringComparer.Ordinal);
        if (FakeWrit.IsLocal(context)
            || (form.GetValueOrDefault("client_assertion_type") == "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe"
                && form["client_id"] == FakeWrit.Instance
                && System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(form["client_assertion"].Split('.')[1])).Contains($"\"aud\":\"{writ.Issuer}\"", StringComparison.Ordinal)))
        {
            return form;
        }

        await JsonAsync(context, 401, new { error = "invalid_client", error_description = "the client is not authenticated", code = "W2423", fix = "send an assertion" });
        return null;
    }

    private static Dictionary<string, object> With(Dictionary<string, object> answer, Dictionary<string, object> more)
    {
        foreach (var (name, value) in more)
        {
            answer[name] = value;
        }

        return answer;
    }

    private static Task JsonAsync<T>(HttpContext context, int status, T document)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(document, context.RequestAborted);
    }
}
