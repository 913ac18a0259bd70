using Microsoft.AspNetCore.Http;
using Writ.Authority.Revocation;
using Writ.Contracts;

namespace Writ.Authority.Endpoints;

/// <summary>Revokes everything, for an operator in an incident.</summary>
internal sealed class RevocationHandler(MassRevocation revocation)
{
    public async Task BeginAsync(HttpContext context)
    {
        var begun = await revocation.BeginAsync(context.RequestAborted);

        // Whether or not the answer arrives, it goes on.
        context.Response.OnCompleted(() =>
        {
            revocation.StartAnew();
            return Task.CompletedTask;
        });
        await Answers.DocumentAsync(
            context, new RevocationDocument(begun.Epoch, begun.Tasks, begun.Instances, begun.Told), ContractsJson.Default.RevocationDocument, StatusCodes.Status202Accepted);
    }
}
