using System.CommandLine;
using System.Runtime.InteropServices;

namespace Writ.Cli;

/// <summary>`writ up`: starts Writ, in the foreground, until it is told to stop.</summary>
internal static class UpVerb
{
    public static Command Create(Option<string?> home)
    {
        var config = ReleaseVerb.ConfigOption();
        var port = Port("--port", "the agents' port on 127.0.0.1; 0 for any free one", UpOptions.DefaultPort);
        var tlsPort = Port("--tls-port", "the agents' port for TLS on 127.0.0.1; 0 for any free one", UpOptions.DefaultTlsPort);
        var operatorPort = Port("--operator-port", "the operators' port on 127.0.0.1; 0 for any free one", UpOptions.DefaultOperatorPort);
        var keyFrom = new Option<string?>("--key-from") { Description = "where the key-encryption key comes from, if not from the home's own file: `env:NAME`, or `command:PROGRAM ARGUMENTS`; 32 bytes in base64", HelpName = "SOURCE" };
        keyFrom.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: var text }] && KeyCommand.Source(text) is null)
            {
                result.AddError($"`{text}` is neither `env:NAME` nor `command:PROGRAM ARGUMENTS`");
            }
        });
        var verb = new Command("up", "start Writ in the foreground; SIGTERM drains and stops it, SIGHUP reloads the release") { config, port, tlsPort, operatorPort, keyFrom };
        verb.SetAction((result, cancellationToken) => RunAsync(
            new UpOptions(Home.Find(result.GetValue(home)), Path.GetFullPath(result.GetValue(config) ?? "."), result.GetValue(port), result.GetValue(tlsPort), result.GetValue(operatorPort))
            {
                KeyEncryptionKey = result.GetValue(keyFrom) is { } source ? KeyCommand.Source(source) : null,
            },
            cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(UpOptions options, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

        WritHost? current = null;
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            _ = Volatile.Read(ref current)?.ReloadAsync();
        });

        while (true)
        {
            await using var host = await WritHost.StartAsync(options, null, stop.Token);
            Volatile.Write(ref current, host);
            Screen.Line($"writ is ready: agents {host.Endpoints.Agents}, {host.Endpoints.AgentsTls} and {options.Home.AgentSocket}, operators {host.Endpoints.Operators}, release {host.Release}");
            if (host.BundleEndpoint is { } bundles)
            {
                Screen.Line($"the trust bundle is served at {bundles}");
            }

            if (host.FirstStart)
            {
                Screen.Line($"the operators' credential was made and is in {options.Home.OperatorToken}; only its hash is stored");
            }

            var end = await host.EndAsync(stop.Token);
            Volatile.Write(ref current, null);
            if (end != HostEnd.Revoked)
            {
                Screen.Note("writ: draining");
                return ExitCode.Ok;
            }

            // On the ports that agents know by now.
            Screen.Note("writ: everything is revoked; starting anew");
            options = options with { Port = new Uri(host.Endpoints.Agents).Port, TlsPort = new Uri(host.Endpoints.AgentsTls).Port, OperatorPort = new Uri(host.Endpoints.Operators).Port };
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static Option<int> Port(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "PORT" };
        option.Validators.Add(result =>
        {
            // What is no number at all is told by the parser.
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var port) && port is < 0 or > ushort.MaxValue)
            {
                result.AddError($"`{text}` is not a port");
            }
        });
        return option;
    }
}
