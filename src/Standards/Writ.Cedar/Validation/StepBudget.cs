using System.Runtime.CompilerServices;

namespace Writ.Cedar.Validation;

/// <summary>The work that may still be spent on one policy. Every recursion of the validator passes through here.</summary>
internal sealed class StepBudget(long perPolicy)
{
    private long _left;

    public void Begin() => _left = perPolicy;

    /// <summary>Takes one step down.</summary>
    /// <exception cref="OutOfStepsException">There is no work left.</exception>
    /// <exception cref="InsufficientExecutionStackException">There is no stack left.</exception>
    public void Descend()
    {
        Spend(1);
        RuntimeHelpers.EnsureSufficientExecutionStack();
    }

    /// <summary>Takes steps.</summary>
    /// <exception cref="OutOfStepsException">There is no work left.</exception>
    public void Spend(int steps)
    {
        _left -= steps;
        if (_left < 0) throw new OutOfStepsException();
    }
}
