namespace Writ.Decisions;

/// <summary>The work that reading one tool list may cost, shared by all its tools.</summary>
internal sealed class StepBudget(int steps)
{
    private int _left = steps;

    public bool TryTake() => _left > 0 && _left-- > 0;
}
