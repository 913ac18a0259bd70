namespace Writ.Authority.Approvals;

/// <summary>Limits of approvals.</summary>
public sealed class ApprovalOptions
{
    /// <summary>For how long an approval may be given and used, from the moment it was asked for.</summary>
    /// <value>Ten minutes.</value>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many may wait for a human for one task at once.</summary>
    /// <value>8.</value>
    public int MaxPendingPerTask { get; set; } = 8;

    /// <summary>How many may wait for a human for one agent at once, over all its instances and tasks.</summary>
    /// <value>32.</value>
    public int MaxPendingPerAgent { get; set; } = 32;

    /// <summary>How many calls of one task are held for an answer at once; the others are told at once that it is pending.</summary>
    /// <value>16.</value>
    public int MaxHeldPerTask { get; set; } = 16;

    /// <summary>The largest arguments that a human is asked about.</summary>
    /// <value>64 KiB.</value>
    public int MaxArgumentBytes { get; set; } = 64 * 1024;
}
