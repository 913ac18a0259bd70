namespace Writ.Authority.Tasks;

/// <summary>What became of a containment or a restoration.</summary>
/// <param name="Changed">Whether anything had to be changed.</param>
/// <param name="InForceAfter">How long after the command a probe of the same condition that every action has to meet was answered as commanded; null when it was not, because somebody undid it meanwhile.</param>
public readonly record struct ContainmentResult(bool Changed, TimeSpan? InForceAfter);
