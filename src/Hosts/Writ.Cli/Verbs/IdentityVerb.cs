using System.CommandLine;
using System.Text.Json;
using Writ.Contracts;

namespace Writ.Cli;

/// <summary>`writ identity`: the SPIFFE authority of the trust domain, its keys and its bundle.</summary>
internal static class IdentityVerb
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static Command Create(Option<string?> home)
    {
        var show = new Command("show", "show the authority's keys, and which of them sign");
        show.SetAction((result, cancellationToken) => ShowAsync(Home.Find(result.GetValue(home)), cancellationToken));
        var bundle = new Command("bundle", "print the trust bundle, for whoever verifies identities of this trust domain");
        bundle.SetAction((result, cancellationToken) => BundleAsync(Home.Find(result.GetValue(home)), cancellationToken));
        var rotate = new Command("rotate", "make every key anew and destroy the others: each identity and each writ issued before is worth nothing at once");
        rotate.SetAction((result, cancellationToken) => RotateAsync(Home.Find(result.GetValue(home)), cancellationToken));
        return new Command("identity", "the SPIFFE authority: its keys, its trust bundle, their replacement") { show, bundle, rotate, FederateVerb.Create(home) };
    }

    private static async Task<int> ShowAsync(Home home, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        Show(home, await control.GetAsync("/v1/identity", ContractsJson.Default.IdentityDocument, cancellationToken));
        return ExitCode.Ok;
    }

    private static async Task<int> BundleAsync(Home home, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var identity = await control.GetAsync("/v1/identity", ContractsJson.Default.IdentityDocument, cancellationToken);
        foreach (var line in JsonSerializer.Serialize(identity.Bundle, Readable).Split('\n'))
        {
            Screen.Line(line);
        }

        return ExitCode.Ok;
    }

    private static async Task<int> RotateAsync(Home home, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var identity = await control.PostAsync("/v1/identity/rotate", ContractsJson.Default.IdentityDocument, cancellationToken);
        Screen.Line("every key is new; identities and writs issued before are worth nothing");
        Show(home, identity);
        return ExitCode.Ok;
    }

    private static string Minute(DateTimeOffset? at) => at is { } known ? $"{known.ToLocalTime():yyyy-MM-dd HH:mm}" : "unknown         ";

    private static void Show(Home home, IdentityDocument identity)
    {
        Screen.Line($"spiffe://{identity.TrustDomain}, bundle {identity.Sequence}");
        Screen.Line($"workload api  unix://{home.WorkloadSocket}");
        foreach (var key in identity.Keys)
        {
            Screen.Line($"{key.Kind,-13} {key.Number,3}  {key.State,-9}  {Minute(key.Made)} to {Minute(key.Ends)}  {key.Digest}");
        }

        foreach (var key in identity.Keyring)
        {
            Screen.Line($"{key.Purpose,-13} {key.Number,3}  {key.State,-9}  {Minute(key.Made)}{(key.Ends is null ? "" : $" to {Minute(key.Ends)}")}  {key.Digest}".TrimEnd());
        }
    }
}
