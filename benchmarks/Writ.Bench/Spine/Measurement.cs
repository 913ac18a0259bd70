using Writ.Bench.Load;

namespace Writ.Bench.Spine;

/// <summary>One result of one leg in one round.</summary>
/// <param name="Leg">Which leg.</param>
/// <param name="Shape">Which kind of load.</param>
/// <param name="Result">What the generator saw.</param>
/// <param name="Cpu">The processor time that the leg's process took for each request, in microseconds; null when it was not counted.</param>
internal sealed record Measurement(string Leg, Shape Shape, LoadResult Result, double? Cpu);
