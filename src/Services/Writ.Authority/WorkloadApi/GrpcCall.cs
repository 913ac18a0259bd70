using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Writ.Spiffe.WorkloadApi;

namespace Writ.Authority.WorkloadApi;

/// <summary>One call in gRPC over HTTP/2: one message in, any number out, a status at the end.</summary>
internal sealed class GrpcCall(HttpContext context)
{
    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>Reads the one message of the request; null after having refused what is none.</summary>
    public async ValueTask<T?> ReadAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(Aborted);
            var received = read.Buffer;
            switch (GrpcFrame.Take(ref received, WorkloadApiProtocol.MaxMessage, out var bytes))
            {
                case GrpcFraming.Whole when received.IsEmpty:
                    try
                    {
                        var message = parser.ParseFrom(bytes);
                        reader.AdvanceTo(received.End);
                        return message;
                    }
                    catch (InvalidProtocolBufferException)
                    {
                        await EndAsync(GrpcStatus.InvalidArgument, "the request is no message of this method");
                        return null;
                    }

                case GrpcFraming.Nothing or GrpcFraming.Part when !read.IsCompleted:
                    reader.AdvanceTo(received.Start, received.End);
                    break;
                case GrpcFraming.TooLong:
                    await EndAsync(GrpcStatus.ResourceExhausted, $"a request has at most {WorkloadApiProtocol.MaxMessage} bytes");
                    return null;
                case GrpcFraming.Compressed:
                    await EndAsync(GrpcStatus.Unimplemented, "compressed requests are not served");
                    return null;
                default:
                    await EndAsync(GrpcStatus.InvalidArgument, "the request has not exactly one message");
                    return null;
            }
        }
    }

    /// <summary>Sends a message, at once.</summary>
    public async ValueTask WriteAsync(IMessage message)
    {
        Begin();
        await context.Response.BodyWriter.WriteAsync(GrpcFrame.Write(message), Aborted);
    }

    /// <summary>Sends the only message, and ends well.</summary>
    public async Task AnswerAsync(IMessage message)
    {
        await WriteAsync(message);
        await EndAsync(GrpcStatus.Ok, "");
    }

    /// <summary>Ends the call: in the headers when nothing was sent yet, in the trailers otherwise.</summary>
    public Task EndAsync(GrpcStatus status, string message)
    {
        var started = context.Response.HasStarted;
        Begin();
        var code = ((int)status).ToString(CultureInfo.InvariantCulture);
        Put(GrpcFrame.StatusHeader, code);
        if (message.Length > 0)
        {
            Put(GrpcFrame.MessageHeader, GrpcFrame.EncodeMessage(message));
        }

        return context.Response.CompleteAsync();

        void Put(string name, string value)
        {
            if (started)
            {
                context.Response.AppendTrailer(name, value);
            }
            else
            {
                context.Response.Headers[name] = value;
            }
        }
    }

    private void Begin()
    {
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = GrpcFrame.ContentType;
        }
    }
}
