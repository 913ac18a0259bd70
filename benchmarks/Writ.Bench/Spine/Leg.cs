using Writ.Bench.Load;

namespace Writ.Bench.Spine;

/// <summary>One way to the upstream.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Job">How it is reached; the rest of the job is set for each measurement.</param>
/// <param name="Process">The process whose processor time is counted; null when there is none, or more than one.</param>
internal sealed record Leg(string Name, LoadJob Job, int? Process = null);
