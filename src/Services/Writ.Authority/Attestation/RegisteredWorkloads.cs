using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>Lets a listener serve the processes that registration entries describe.</summary>
public static class RegisteredWorkloads
{
    /// <summary>
    /// Makes the peer of each request an instance, when it is none and an entry describes it. When that cannot be recorded the request goes on, and whoever asks who the
    /// peer is learns that it is nobody yet.
    /// </summary>
    public static IApplicationBuilder UseRegisteredWorkloads(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var recognition = app.ApplicationServices.GetRequiredService<WorkloadRecognition>();
        return app.Use(async (context, next) =>
        {
            try
            {
                await recognition.RecogniseAsync(context.Features.Get<IPeer>(), context.RequestAborted);
            }
            catch (JournalUnavailableException)
            {
                // The store has logged it.
            }

            await next(context);
        });
    }
}
