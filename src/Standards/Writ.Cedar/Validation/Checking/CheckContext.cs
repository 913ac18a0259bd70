using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Schema;
using Writ.Cedar.Validation.Types;

namespace Writ.Cedar.Validation.Checking;

/// <summary>What the checks of one run share.</summary>
internal sealed class CheckContext(CedarSchema schema, ValidationOptions options, Findings findings)
{
    private const int StepsOfWords = 1_000;

    private readonly Dictionary<Expr, HashSet<(ValidationKind, CedarType?, CedarType?)>> _told = new(ReferenceEqualityComparer.Instance);

    public Findings Findings { get; } = findings;

    public StepBudget Budget { get; } = new(options.MaxSteps);

    public TypeLattice Lattice => field ??= new TypeLattice(options.Mode == ValidationMode.Strict, Budget);

    public SchemaTypes Types => field ??= new SchemaTypes(schema, Lattice, Budget);

    public Shapes Shapes => field ??= new Shapes(Budget);

    /// <summary>The actions that apply to something, in an order that is always the same.</summary>
    public ImmutableArray<SchemaAction> Actions { get; } =
        [.. schema.Actions.Values.Where(action => !action.PrincipalTypes.IsEmpty && !action.ResourceTypes.IsEmpty).OrderBy(action => action.Uid.ToString(), StringComparer.Ordinal)];

    public LevelFindings Levels { get; } = new();

    public int? MaxLevel { get; } = options.MaxLevel;

    /// <summary>
    /// Tells an error found in one environment. Of the same node and types it is told once, and only then worded: words cost far
    /// more than finding out, and there may be many environments.
    /// </summary>
    public void Tell(ValidationKind kind, Expr node, CedarType? of, CedarType? and, Func<(string Message, string? Hint)> words)
    {
        if (!_told.TryGetValue(node, out var told)) _told.Add(node, told = []);
        if (!told.Add((kind, of, and))) return;
        Budget.Spend(StepsOfWords);
        var (message, hint) = words();
        Findings.Error(kind, node.At, message, hint);
    }

    public void Tell(ValidationKind kind, Expr node, CedarType of, Func<(string Message, string? Hint)> words) => Tell(kind, node, of, and: null, words);

    public void Tell(ValidationKind kind, Expr node, Func<(string Message, string? Hint)> words) => Tell(kind, node, of: null, and: null, words);

    /// <summary>Begins with another policy.</summary>
    public void Begin(string policyId)
    {
        Findings.Begin(policyId);
        Budget.Begin();
        Lattice.Begin();
        Shapes.Begin();
        Levels.Begin();
        _told.Clear();
    }
}
