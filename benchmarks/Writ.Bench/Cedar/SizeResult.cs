namespace Writ.Bench.Cedar;

/// <summary>All engines at one size.</summary>
/// <param name="Engines">Their figures.</param>
/// <param name="Allowed">The share of the requests that are allowed.</param>
/// <param name="Fitting">How many policies' scope fits a request, on average.</param>
/// <param name="MostFitting">The most for any request.</param>
/// <param name="LostInRules">How many conditions the rule language has no words for, and how many policies are lost with them.</param>
/// <param name="FirstAllocated">The bytes allocated per decision when each request is decided once by a set just loaded.</param>
internal sealed record SizeResult(IReadOnlyList<EngineResult> Engines, double Allowed, double Fitting, int MostFitting, (int Clauses, int Policies) LostInRules, double FirstAllocated)
{
    /// <summary>The figures of one engine.</summary>
    public EngineResult this[string engine] => Engines.First(result => result.Engine == engine);
}
