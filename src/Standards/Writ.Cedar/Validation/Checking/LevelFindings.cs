using Writ.Cedar.Syntax;

namespace Writ.Cedar.Validation.Checking;

/// <summary>What was found about levels, kept back: it is told only of a policy that has no other error.</summary>
internal sealed class LevelFindings
{
    private readonly HashSet<Position> _literals = [];
    private readonly HashSet<(Position At, int Level)> _exceeded = [];

    public void Begin()
    {
        _literals.Clear();
        _exceeded.Clear();
    }

    public void Literal(Position at) => _literals.Add(at);

    public void Exceeded(Position at, int level) => _exceeded.Add((at, level));

    public void Tell(Findings findings)
    {
        if (findings.HasErrors) return;
        foreach (var at in _literals)
            findings.Error(ValidationKind.EntityDereferenceLevel, at, "found an entity literal that is looked into, which no level allows", "start from principal, action, resource or context");
        foreach (var (at, level) in _exceeded)
            findings.Error(ValidationKind.EntityDereferenceLevel, at, $"found an entity looked into behind {level} others, expected at most {level} in a row");
    }
}
