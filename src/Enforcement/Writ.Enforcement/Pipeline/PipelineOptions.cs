namespace Writ.Enforcement;

/// <summary>Limits of the pipeline.</summary>
public sealed class PipelineOptions
{
    /// <summary>How long an authorised action may take at the upstream.</summary>
    /// <value>Five minutes.</value>
    public TimeSpan ForwardLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a call may be held for a human's answer, over all attempts to decide it. Clients give up not much later.</summary>
    /// <value>Twenty seconds.</value>
    public TimeSpan HoldLimit { get; set; } = TimeSpan.FromSeconds(20);
}
