namespace Writ.Zones.Tools;

/// <summary>Limits of the tools zone.</summary>
public sealed class ToolsOptions
{
    /// <summary>The largest message that an agent may send.</summary>
    /// <value>4 MiB.</value>
    public int MaxBodyBytes { get; set; } = McpMessage.DefaultLimit;

    /// <summary>How many bytes of all the requests under way are held at once.</summary>
    /// <value>64 MiB.</value>
    public long MaxHeldBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How large a message may be before its sender is named.</summary>
    /// <value>64 KiB.</value>
    public int MaxStrangerBytes { get; set; } = 64 * 1024;

    /// <summary>The largest message that is taken from a server.</summary>
    /// <value>8 MiB.</value>
    public int MaxAnswerBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How many sessions a task may have open.</summary>
    /// <value>16.</value>
    public int MaxSessionsPerTask { get; set; } = 16;

    /// <summary>How many sessions an instance may be opening at once: each may be a process that starts.</summary>
    /// <value>4.</value>
    public int MaxOpeningPerInstance { get; set; } = 4;

    /// <summary>How many requests a session may have under way.</summary>
    /// <value>64.</value>
    public int MaxRequestsPerSession { get; set; } = 64;

    /// <summary>How many tools of one server are looked at; what a server offers beyond is not there.</summary>
    /// <value>1,024.</value>
    public int MaxTools { get; set; } = 1024;

    /// <summary>How many pages of a server's list of tools are read.</summary>
    /// <value>64.</value>
    public int MaxPages { get; set; } = 64;

    /// <summary>After how many bytes of a server's list of tools no further page is read.</summary>
    /// <value>16 MiB.</value>
    public long MaxListBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How many bytes of a server's own messages wait for the agent to fetch them; the oldest go first. As many again may wait as progress of calls that run.</summary>
    /// <value>1 MiB.</value>
    public int MaxWaitingBytes { get; set; } = 1024 * 1024;

    /// <summary>A session without a request for this long ends.</summary>
    /// <value>Ten minutes.</value>
    public TimeSpan IdleLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a server may take to answer what is not an action: to open, to list all its tools.</summary>
    /// <value>One minute.</value>
    public TimeSpan ProtocolLimit { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a call that the agent gave up is still waited for; after that its outcome is recorded as unknown.</summary>
    /// <value>Five seconds.</value>
    public TimeSpan CancelGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stream that a writ let in lasts; then the agent asks for the next one with a fresh proof, and what waits meanwhile is kept.</summary>
    /// <value>Thirty seconds.</value>
    public TimeSpan StreamLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often open sessions are looked at: a session whose task has ended ends within this time, streams included, even if nobody says so.</summary>
    /// <value>Thirty seconds.</value>
    public TimeSpan SweepPeriod { get; set; } = TimeSpan.FromSeconds(30);
}
