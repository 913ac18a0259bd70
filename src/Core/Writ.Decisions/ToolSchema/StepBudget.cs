namespace Writ.Decisions;

/// <summary>The work that reading one tool list may cost, shared by all its tools: a step is one member or item of a schema that is looked at.</summary>
internal sealed class StepBudget(int steps)
{
    private int _left = steps;

    /// <summary>How many steps were taken.</summary>
    public int Taken { get; private set; }

    public bool TryTake(int count)
    {
        if (count > _left) return false;
        _left -= count;
        Taken += count;
        return true;
    }
}
