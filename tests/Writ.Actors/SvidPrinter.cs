using System.Security.Cryptography.X509Certificates;
using Writ.Spiffe.WorkloadApi;

namespace Writ.Actors;

/// <summary>A process of an agent that fetches its X.509-SVID from the Workload API and prints it with its private key, as a thief of both would like it: chain, key and bundle, a line each.</summary>
internal static class SvidPrinter
{
    public static async Task<int> RunAsync()
    {
        if (!WorkloadEndpoint.TryParse(Environment.GetEnvironmentVariable(WorkloadApiProtocol.EndpointVariable), out var endpoint, out var problem))
        {
            await Console.Error.WriteLineAsync(problem);
            return 1;
        }

        using var client = new WorkloadApiClient(endpoint);
        await foreach (var context in client.WatchX509Async(CancellationToken.None))
        {
            using var svid = context.Default;
            using var key = svid.Certificate.GetECDsaPrivateKey()!;
            context.Bundles.TryFind(svid.Id.TrustDomain, out var bundle);
            foreach (var part in (byte[][])[[.. svid.Certificate.RawData, .. svid.Intermediates.SelectMany(static i => i.RawData)], key.ExportPkcs8PrivateKey(), bundle!.X509Der()])
            {
                Console.WriteLine(Convert.ToBase64String(part));
            }

            break;
        }

        return 0;
    }
}
