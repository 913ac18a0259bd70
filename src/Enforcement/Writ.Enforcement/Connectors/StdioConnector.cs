using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>
/// Starts a server as a process of its own for each session: without a shell, in its folder, in a session and process group of its own,
/// with the registered environment and its secrets alone beside PATH, LANG and a HOME that is empty, private and gone with the session.
/// </summary>
internal sealed class StdioConnector(ConnectorOptions options, TimeProvider time, ILogger logger)
{
    private const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";

    public StdioSession Open(ServerRegistration.Stdio server, SessionOpening opening, Func<ReadOnlyMemory<byte>, ValueTask> inbound)
    {
        try
        {
            return Start(server, opening, inbound);
        }
        finally
        {
            // The process has them now, or there is none; nobody else needs them.
            opening.Secrets.Dispose();
        }
    }

    private StdioSession Start(ServerRegistration.Stdio server, SessionOpening opening, Func<ReadOnlyMemory<byte>, ValueTask> inbound)
    {
        var path = server.Environment.GetValueOrDefault("PATH") ?? Environment.GetEnvironmentVariable("PATH") ?? DefaultPath;
        var program = Find(server, path);
        var launcher = Find("setsid", path + ":" + DefaultPath) ?? throw Unreachable(server, "`setsid` is not installed");
        var home = PrivateHome(server);
        var start = new ProcessStartInfo
        {
            // `setsid` makes the process the leader of its own session and then becomes the program: same process id, no shell.
            FileName = launcher,
            WorkingDirectory = server.Directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(program);
        foreach (var argument in server.Command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["HOME"] = home.FullName;
        start.Environment["LANG"] = "C.UTF-8";
        foreach (var (name, value) in server.Environment)
        {
            start.Environment[name] = value;
        }

        foreach (var (name, use) in server.SecretEnvironment)
        {
            start.Environment[name] = opening.Secrets.Reveal(use);
        }

        try
        {
            var process = Process.Start(start) ?? throw Unreachable(server, "the process did not start");
            return new StdioSession(opening, process, home, inbound, options, time, logger);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or IOException)
        {
            home.Delete(recursive: true);
            throw new UpstreamException(UpstreamFault.Unreachable, $"the server `{server.Name}` could not be started", exception);
        }
    }

    private DirectoryInfo PrivateHome(ServerRegistration.Stdio server)
    {
        try
        {
            return Directory.CreateDirectory(
                Path.Combine(options.HomesFolder, "writ-home-" + Path.GetRandomFileName()), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UpstreamException(UpstreamFault.Unreachable, $"the server `{server.Name}` could not be started: its private folder could not be made", exception);
        }
    }

    private static string Find(ServerRegistration.Stdio server, string path)
    {
        if (!Directory.Exists(server.Directory))
        {
            throw Unreachable(server, "its folder does not exist");
        }

        var command = server.Command.IsDefaultOrEmpty ? "" : server.Command[0];
        var found = command.Contains('/', StringComparison.Ordinal)
            ? File.Exists(Path.Combine(server.Directory, command)) ? Path.Combine(server.Directory, command) : null
            : Find(command, path);
        return found ?? throw Unreachable(server, "its program is not there");
    }

    private static string? Find(string program, string path) => program.Length == 0 ? null : path
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    private static UpstreamException Unreachable(ServerRegistration.Stdio server, string why) =>
        new(UpstreamFault.Unreachable, $"the server `{server.Name}` could not be started: {why}");
}
