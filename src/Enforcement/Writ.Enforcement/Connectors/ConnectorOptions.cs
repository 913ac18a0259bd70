namespace Writ.Enforcement;

/// <summary>Limits of the connectors.</summary>
public sealed class ConnectorOptions
{
    /// <summary>The largest message that an upstream may send. One that is larger ends the process's session, or the request.</summary>
    /// <value>8 MiB.</value>
    public int MaxMessageBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How long an upstream process has to end by itself before it and all it started are killed.</summary>
    /// <value>Two seconds.</value>
    public TimeSpan TerminationGrace { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long connecting to an upstream may take.</summary>
    /// <value>Ten seconds.</value>
    public TimeSpan ConnectLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an upstream process may leave its input unread before it counts as dead.</summary>
    /// <value>Ten seconds.</value>
    public TimeSpan WriteLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The folder in which each upstream process gets its own empty HOME, gone with its session. Private to Writ; what a killed Writ left in it is of no use to anybody.</summary>
    /// <value>The system's folder for temporary files.</value>
    public string HomesFolder { get; set; } = Path.GetTempPath();
}
