using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Tokens;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>Gives out nonces.</summary>
public static class NonceHeader
{
    /// <summary>
    /// Lets each answer over the network carry the nonce of now, `DPoP-Nonce` (RFC 9449 §8.2), so that a client rolls over to the next one without a request that fails.
    /// Where the kernel names the peer, none is demanded and none given.
    /// </summary>
    public static IApplicationBuilder UseDpopNonces(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var nonces = app.ApplicationServices.GetRequiredService<DpopNonces>();
        return app.Use((context, next) =>
        {
            if (context.Features.Get<IPeer>() is null)
            {
                context.Response.Headers["DPoP-Nonce"] = nonces.Current;
            }

            return next(context);
        });
    }
}
