using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Writ.Jose;

namespace Writ.Client.Tests.Fakes;

/// <summary>The tools zone, as far as credentials go: answers with the body that it was sent. On the local socket nothing has to be presented.</summary>
internal sealed class FakeResource
{
    private readonly FakeWrit writ;
    private bool completed;

    public FakeResource(FakeWrit writ) => (this.writ, Proofs) = (writ, new ProofJudge(writ));

    public ProofJudge Proofs { get; }

    /// <summary>What came, refused requests among them: method, path and scheme.</summary>
    public ConcurrentQueue<string> Came { get; } = new();

    public async Task AnswerAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        Came.Enqueue($"{context.Request.Method} {context.Request.Path} {header.Split(' ')[0]}".TrimEnd());
        if (!FakeWrit.IsLocal(context) || header.Length > 0)
        {
            var token = header[(header.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            var keyed = header.StartsWith("DPoP ", StringComparison.Ordinal);
            var (thumbprint, refusal) = keyed ? Proofs.Judge(context, token) : (null, DpopRefusal.None);
            var error = refusal is DpopRefusal.NonceMissing or DpopRefusal.NonceMismatch ? "use_dpop_nonce"
                : refusal is not DpopRefusal.None ? "invalid_dpop_proof"
                : writ.Tokens.IsGood(token, thumbprint) ? null
                : "invalid_token";
            if (error is not null)
            {
                context.Response.StatusCode = 401;
                context.Response.Headers.WWWAuthenticate = $"DPoP error=\"{error}\", algs=\"ES256\"";
                return;
            }
        }

        if (context.Request.Path == "/v1/task")
        {
            await context.Response.WriteAsJsonAsync(new { id = writ.Tokens.Task, state = completed ? "completed" : "open" });
            return;
        }

        completed |= context.Request.Path == "/v1/task/complete";
        using var reader = new StreamReader(context.Request.Body);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(context.Request.Path == "/v1/task/complete" ? "{\"state\":\"completed\"}" : await reader.ReadToEndAsync());
    }
}
