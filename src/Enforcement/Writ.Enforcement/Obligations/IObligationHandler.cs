using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Discharges one kind of obligation: prepares what the Record transaction will take. What nobody handles means deny.</summary>
public interface IObligationHandler
{
    /// <summary>The kind, as in <see cref="Obligation.Approval"/>.</summary>
    string Kind { get; }

    /// <summary>What Record must check and take for the obligations of this kind to be discharged, or why they cannot be.</summary>
    ValueTask<Discharge> DischargeAsync(Duty duty, CancellationToken cancellationToken);
}
