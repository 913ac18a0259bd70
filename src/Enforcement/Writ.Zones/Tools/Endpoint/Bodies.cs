using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Writ.Domain;

namespace Writ.Zones.Tools;

/// <summary>
/// Takes the bodies of requests, within a budget for all of them together. A small one is taken from anybody, since who sent it is asked right after;
/// for more than that the sender is named first, so that a stranger cannot make Writ hold what it will refuse. Thread-safe.
/// </summary>
internal sealed class Bodies(IAuthenticator authenticator, ToolsOptions options)
{
    private long held;

    /// <summary>How many bytes are held now.</summary>
    public long Held => Interlocked.Read(ref held);

    /// <summary>Takes a body. No more is ever held than what the limits say.</summary>
    public async ValueTask<Body> TakeAsync(HttpContext context, Presented presented)
    {
        var taken = 0L;
        var named = false;
        var announced = context.Request.ContentLength ?? 0;
        if (announced > options.MaxBodyBytes)
        {
            return End(BodyEnd.TooLarge, 0);
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            if (!named && Math.Max(announced, taken) > options.MaxStrangerBytes && !(named = await IsNamedAsync(presented, context.RequestAborted)))
            {
                return End(BodyEnd.Stranger, taken);
            }

            ReadResult read;
            try
            {
                read = await reader.ReadAsync(context.RequestAborted);
            }
            catch (Exception)
            {
                Interlocked.Add(ref held, -taken);
                throw;
            }

            var length = read.Buffer.Length;
            var more = length - taken;
            if (length > options.MaxBodyBytes || Interlocked.Add(ref held, more) > options.MaxHeldBytes)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                return length > options.MaxBodyBytes ? End(BodyEnd.TooLarge, taken) : End(BodyEnd.Full, taken + more);
            }

            taken += more;
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return new Body(BodyEnd.Whole, body, () => Interlocked.Add(ref held, -taken));
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private Body End(BodyEnd end, long taken)
    {
        Interlocked.Add(ref held, -taken);
        return new Body(end, [], static () => { });
    }

    // Who cannot be asked about is not known. What was presented once is spent later, with the decision.
    private async ValueTask<bool> IsNamedAsync(Presented presented, CancellationToken cancellationToken)
    {
        try
        {
            return await authenticator.AuthenticateAsync(presented, cancellationToken) is Authentication.Named;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return false;
        }
    }
}
