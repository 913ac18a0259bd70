namespace Writ.Enforcement;

/// <summary>Limits of the pipeline.</summary>
public sealed class PipelineOptions
{
    /// <summary>How long an authorised action may take at the upstream.</summary>
    /// <value>Five minutes.</value>
    public TimeSpan ForwardLimit { get; set; } = TimeSpan.FromMinutes(5);
}
