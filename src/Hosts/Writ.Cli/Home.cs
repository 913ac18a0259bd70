namespace Writ.Cli;

/// <summary>
/// Where an installation keeps its things: `data` (the store and the sealed keys), `keys` (the key-encryption key, the ledger's anchor, the operator's token:
/// outside the data folder, so that a copy of the data alone yields nothing), and `run` (sockets).
/// </summary>
internal sealed record Home(string Folder)
{
    /// <summary>The longest path of a Unix socket, in bytes, without its end mark.</summary>
    private const int LongestSocketPath = 107;

    public string Data => Path.Combine(Folder, "data");

    public string Keys => Path.Combine(Folder, "keys");

    public string Run => Path.Combine(Folder, "run");

    public string AgentSocket => Path.Combine(Run, "agent.sock");

    public string ControlSocket => Path.Combine(Run, "control.sock");

    /// <summary>Where the SPIFFE Workload API is.</summary>
    public string WorkloadSocket => Path.Combine(Run, "spiffe.sock");

    public string Endpoints => Path.Combine(Run, "endpoints.json");

    /// <summary>Where each server that Writ starts has its own empty HOME while it runs.</summary>
    public string ServerHomes => Path.Combine(Run, "servers");

    public string KeyEncryptionKey => Path.Combine(Keys, "kek");

    public string Anchor => Path.Combine(Keys, "anchor");

    public string LedgerKey => Path.Combine(Data, "ledger.pub");

    public string OperatorToken => Path.Combine(Keys, "operator.token");

    public string OperatorDigest => Path.Combine(Data, "operator.sha256");

    /// <summary>The last good bundles of other trust domains.</summary>
    public string Federation => Path.Combine(Data, "federation");

    public string SealedKeys => Path.Combine(Data, "keys");

    /// <summary>There while everything is being revoked.</summary>
    public string RevocationMark => Path.Combine(Data, "revoking");

    /// <summary>The folder that was given, that the environment names, or `~/.writ`.</summary>
    public static Home Find(string? given)
    {
        var folder = given ?? Environment.GetEnvironmentVariable("WRIT_HOME");
        return new Home(Path.GetFullPath(string.IsNullOrEmpty(folder)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".writ")
            : folder));
    }

    /// <summary>Makes the folders, with their modes; an existing one that others may read is refused.</summary>
    public void Prepare()
    {
        if (System.Text.Encoding.UTF8.GetByteCount(ControlSocket) > LongestSocketPath)
        {
            throw new CliException(ExitCode.Invalid, "W1902", $"the home folder `{Folder}` is too deep: a socket's path has at most {LongestSocketPath} bytes", "choose a shorter one with `--home`");
        }

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(Folder, Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        RefuseWritableByOthers(Folder);
        foreach (var folder in (string[])[Data, Keys])
        {
            Directory.CreateDirectory(folder, Owner);
            if ((File.GetUnixFileMode(folder) & ~Owner) != UnixFileMode.None)
            {
                throw new CliException(ExitCode.Invalid, "W1903", $"others may enter `{folder}`", $"run `chmod 700 {folder}`");
            }
        }

        Directory.CreateDirectory(Run, Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        RefuseWritableByOthers(Run);
    }

    // Whoever can write a folder can put another one, or another socket, in the place of what is in it.
    private static void RefuseWritableByOthers(string folder)
    {
        if ((File.GetUnixFileMode(folder) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None)
        {
            throw new CliException(ExitCode.Invalid, "W1903", $"others may write `{folder}`", $"run `chmod go-w {folder}`");
        }

        if (FileOwner.Of(folder) is var owner && owner != FileOwner.Own)
        {
            throw new CliException(ExitCode.Invalid, "W1903", $"`{folder}` belongs to uid {owner?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}", $"run `chown` on `{folder}`, or choose another home with `--home`");
        }
    }
}
