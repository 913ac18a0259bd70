using System.Buffers;
using Microsoft.AspNetCore.Http;
using Writ.Jose;
using Writ.Spiffe;
using Writ.Spiffe.WorkloadApi;
using Writ.Spiffe.WorkloadApi.Messages;

namespace Writ.Client.Tests.Fakes;

/// <summary>Gives JWT-SVIDs of one instance, signed by a key that nobody knows: whoever is authenticated, the fake of the token service looks into them.</summary>
internal static class FakeWorkloadApi
{
    private static readonly SigningKey Key = SigningKey.Generate();

    public static async Task AnswerAsync(HttpContext context)
    {
        using var sent = new MemoryStream();
        await context.Request.Body.CopyToAsync(sent);
        var bytes = new ReadOnlySequence<byte>(sent.ToArray());
        Assert.Equal(GrpcFraming.Whole, GrpcFrame.Take(ref bytes, WorkloadApiProtocol.MaxMessage, out var message));
        Assert.Equal("true", context.Request.Headers[WorkloadApiProtocol.SecurityHeader]);
        var request = JWTSVIDRequest.Parser.ParseFrom(message);
        var now = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        var draft = JwtSvid.Draft(SpiffeId.Parse(FakeWrit.Instance), [.. request.Audience], now, now + TimeSpan.FromMinutes(5), "key");
        var answer = new JWTSVIDResponse();
        answer.Svids.Add(new JWTSVID { SpiffeId = FakeWrit.Instance, Svid = Key.Sign(draft) });
        context.Response.ContentType = GrpcFrame.ContentType;
        await context.Response.Body.WriteAsync(GrpcFrame.Write(answer));
        context.Response.AppendTrailer(GrpcFrame.StatusHeader, "0");
    }

    public static Task DenyAsync(HttpContext context)
    {
        context.Response.ContentType = GrpcFrame.ContentType;
        context.Response.Headers[GrpcFrame.StatusHeader] = "7";
        return Task.CompletedTask;
    }
}
