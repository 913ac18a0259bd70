using System.Collections.Immutable;
using Writ.Cedar.Schema;
using Writ.Cedar.Validation.Types;

namespace Writ.Cedar.Validation.Checking;

/// <summary>What the checks of one run share.</summary>
internal sealed class CheckContext(CedarSchema schema, ValidationOptions options, Findings findings)
{
    public Findings Findings { get; } = findings;

    public StepBudget Budget { get; } = new(options.MaxSteps);

    public TypeLattice Lattice => field ??= new TypeLattice(options.Mode == ValidationMode.Strict, Budget);

    public SchemaTypes Types => field ??= new SchemaTypes(schema, Lattice, Budget);

    public Shapes Shapes => field ??= new Shapes(Budget);

    /// <summary>The actions that apply to something, in an order that is always the same.</summary>
    public ImmutableArray<SchemaAction> Actions { get; } =
        [.. schema.Actions.Values.Where(action => !action.PrincipalTypes.IsEmpty && !action.ResourceTypes.IsEmpty).OrderBy(action => action.Uid.ToString(), StringComparer.Ordinal)];

    public LevelFindings Levels { get; } = new();

    public ValidationProfile Profile { get; } = options.Profile;

    public int? MaxLevel { get; } = options.MaxLevel;

    /// <summary>Begins with another policy.</summary>
    public void Begin(string policyId)
    {
        Findings.Begin(policyId);
        Budget.Begin();
        Lattice.Begin();
        Shapes.Begin();
        Levels.Begin();
    }
}
