using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Writ.Cli;

/// <summary>A user of this machine, whom a command can be started as: the boundary that makes an instance more than advisory.</summary>
internal sealed record UserAccount(string Name, uint UserId, uint GroupId, string HomeFolder)
{
    /// <summary>What a command is started through: it takes the user and group, drops every other group and capability, and can never become more by a setuid program.</summary>
    public IReadOnlyList<string> Prefix =>
    [
        "setpriv",
        string.Create(CultureInfo.InvariantCulture, $"--reuid={UserId}"),
        string.Create(CultureInfo.InvariantCulture, $"--regid={GroupId}"),
        "--clear-groups",
        "--inh-caps=-all",
        "--no-new-privs",
        "--",
    ];

    /// <summary>What the command's environment says of the user.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = HomeFolder, ["USER"] = Name, ["LOGNAME"] = Name };

    /// <summary>The user of this name or uid, whom this process may start commands as.</summary>
    /// <exception cref="CliException">There is none, or this process may not.</exception>
    public static async Task<UserAccount> FindAsync(string nameOrId, CancellationToken cancellationToken)
    {
        if (!System.Environment.IsPrivilegedProcess)
        {
            throw new CliException(ExitCode.Denied, "W1909", "only root may start a command as another user", "run this as root, or leave `--user` out");
        }

        // Asked of the name service, which may know more users than the file.
        var start = new ProcessStartInfo("getent", ["passwd", "--", nameOrId]) { UseShellExecute = false, RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start) ?? throw new Win32Exception("nothing was started");
            var answer = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (Parse(answer) is { } user)
            {
                return user;
            }
        }
        catch (Win32Exception)
        {
            // Told below: without the name service, nobody is known.
        }

        throw new CliException(ExitCode.Invalid, "W1908", $"there is no user `{nameOrId}`", "name a user of this machine, or make one: `useradd --system NAME`");
    }

    /// <summary>Reads a line of passwd(5); null when it is none.</summary>
    public static UserAccount? Parse(string line) =>
        line.TrimEnd('\n').Split(':') is [{ Length: > 0 } name, _, var user, var group, _, var home, _]
        && uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var userId)
        && uint.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var groupId)
            ? new UserAccount(name, userId, groupId, home)
            : null;
}
