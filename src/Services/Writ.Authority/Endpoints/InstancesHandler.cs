using Microsoft.AspNetCore.Http;
using Writ.Authority.Attestation;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>Who lives, and how Writ came to know it.</summary>
internal sealed class InstancesHandler(InstanceRegistry instances)
{
    public Task ListAsync(HttpContext context) => Answers.DocumentAsync(
        context,
        new InstanceListDocument([.. instances.All().OrderBy(static i => i.Id.ToString(), StringComparer.Ordinal).Select(Of)]),
        ContractsJson.Default.InstanceListDocument);

    private static InstanceDocument Of(AttestedInstance instance)
    {
        var isHere = instance.LeaseEnds is null;
        return new InstanceDocument(
            instance.Id.ToString(), Documents.Of(instance.Assurance), Documents.Of(instance.Method), isHere ? instance.ProcessId : null, isHere ? instance.UserId : null, instance.Attested, instance.LeaseEnds);
    }
}
