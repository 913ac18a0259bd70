namespace Writ.Domain;

/// <summary>What must be discharged for an allow to stand. One that is not understood means deny.</summary>
/// <param name="Kind">As in `approval` or `redact`.</param>
/// <param name="Parameter">What the policy said of it, as in `owner`; empty when nothing.</param>
/// <param name="Rule">The policy that obliges.</param>
public sealed record Obligation(string Kind, string Parameter, string Rule)
{
    /// <summary>A human must approve this exact action.</summary>
    public const string Approval = "approval";
}
