using System.CommandLine;
using Writ.Contracts;

namespace Writ.Cli;

/// <summary>`writ revoke everything`: whatever was issued before is worth nothing, and every key that it rested on is new. For an incident.</summary>
internal static class RevokeVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static Command Create(Option<string?> home)
    {
        var everything = new Command("everything", "end every task and instance, make every key and the operators' credential anew; nothing issued before is worth anything");
        everything.SetAction((result, cancellationToken) => EverythingAsync(Home.Find(result.GetValue(home)), TimeProvider.System, cancellationToken));
        return new Command("revoke", "take back what was issued") { everything };
    }

    private static async Task<int> EverythingAsync(Home home, TimeProvider time, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        using var control = new ControlClient(home);
        var revoked = await control.PostAsync("/v1/revoke", ContractsJson.Default.RevocationDocument, cancellationToken);
        Screen.Line($"nobody acts any more: {revoked.Tasks} tasks and {revoked.Instances} instances ended, {revoked.Told} launchers were told ({Seconds(time, begun)})");

        var status = await StatusAsync(home, control, revoked.Epoch, time, cancellationToken);
        var identity = await control.GetAsync("/v1/identity", ContractsJson.Default.IdentityDocument, cancellationToken);
        Screen.Line($"epoch {status.Epoch} began; every task, writ, approval and instance of before is dead");
        Screen.Line($"new keys: {string.Join(", ", identity.Keys.Select(static k => $"{k.Kind} {k.Number}").Concat(identity.Keyring.Where(static k => k is { State: "signing", Purpose: "writs" or "nonces" or "sealing" }).Select(static k => $"{k.Purpose} {k.Number}")))}");
        Screen.Line($"the operators' credential is new, in {home.OperatorToken}");
        Screen.Line($"done in {Seconds(time, begun)}");
        return ExitCode.Ok;
    }

    // The status of the epoch that follows: while Writ starts anew, nobody answers, or the credential is not there yet.
    private static async Task<StatusDocument> StatusAsync(Home home, ControlClient control, int before, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var begun = time.GetTimestamp(); ;)
        {
            try
            {
                if (await control.GetAsync("/v1/status", ContractsJson.Default.StatusDocument, cancellationToken) is { } status && status.Epoch > before)
                {
                    return status;
                }
            }
            catch (CliException) when (time.GetElapsedTime(begun) < Patience)
            {
                // It is not there yet.
            }

            if (time.GetElapsedTime(begun) >= Patience)
            {
                throw new CliException(ExitCode.Failure, "W1930", "everything was stopped, and Writ has not started anew yet", $"look at its log; `writ up` on `{home.Folder}` finishes what was begun");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static string Seconds(TimeProvider time, long begun) => FormattableString.Invariant($"{time.GetElapsedTime(begun).TotalSeconds:0.0} s");
}
