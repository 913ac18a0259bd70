using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>The reasons that evaluations alone give.</summary>
internal static class EvaluationReasons
{
    public static Reason UnknownAction { get; } = new("W2483", "law/described", "no zone here has an action of this name", "name the action as policies do: the server, a slash and the tool");

    public static Reason Undischarged(Obligation obligation) =>
        new("W2486", obligation.Rule, $"it would be allowed only with `{obligation.Kind}` discharged, and an evaluation discharges nothing", "do the action through Writ, which discharges it");
}
