using System.CommandLine;
using Writ.Contracts;

namespace Writ.Cli;

/// <summary>`writ identity federate`: the trust domains that the release federates with, and what is known of each.</summary>
internal static class FederateVerb
{
    public static Command Create(Option<string?> home)
    {
        var refresh = new Option<bool>("--refresh") { Description = "ask for each bundle now" };
        var verb = new Command("federate", "show the trust domains that are federated with, their bundles, and what is wrong with them") { refresh };
        verb.SetAction((result, cancellationToken) => ShowAsync(Home.Find(result.GetValue(home)), result.GetValue(refresh), cancellationToken));
        return verb;
    }

    private static async Task<int> ShowAsync(Home home, bool refresh, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var document = refresh
            ? await control.PostAsync("/v1/federation/refresh", ContractsJson.Default.FederationDocument, cancellationToken)
            : await control.GetAsync("/v1/federation", ContractsJson.Default.FederationDocument, cancellationToken);
        if (document.TrustDomains.IsEmpty)
        {
            Screen.Line("no trust domain is federated with; writ.yaml names them below `federation:`");
        }

        foreach (var domain in document.TrustDomains)
        {
            Screen.Line($"spiffe://{domain.TrustDomain}  {Bundle(domain)}  {domain.Profile} {domain.Address}");
            Screen.Line($"  {Refreshed(domain)}, asked for next {domain.Next.ToLocalTime():yyyy-MM-dd HH:mm:ss}");
            if (domain.Problem is { } problem)
            {
                Screen.Line($"  problem: {problem}");
            }
        }

        return document.TrustDomains.Any(static domain => domain.Problem is not null) ? ExitCode.Failure : ExitCode.Ok;
    }

    private static string Bundle(FederatedTrustDomainDocument domain) => !domain.Known
        ? "no bundle: nobody there is believed"
        : $"bundle {domain.Sequence?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "without a sequence"}: {domain.X509Authorities} x509, {domain.JwtAuthorities} jwt";

    private static string Refreshed(FederatedTrustDomainDocument domain) =>
        domain.Refreshed is { } at ? $"confirmed {at.ToLocalTime():yyyy-MM-dd HH:mm:ss}" : domain.Known ? "not confirmed since the start" : "never reached";
}
