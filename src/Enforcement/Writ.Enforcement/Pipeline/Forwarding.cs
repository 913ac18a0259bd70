using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>What came back from the upstream.</summary>
/// <param name="Result">The bytes, whole.</param>
/// <param name="Outcome">What they say came of the action.</param>
public sealed record Forwarding(ReadOnlyMemory<byte> Result, ActionOutcome Outcome);
