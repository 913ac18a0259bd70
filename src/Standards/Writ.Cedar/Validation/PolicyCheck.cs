using Writ.Cedar.Ast;
using Writ.Cedar.Schema;
using Writ.Cedar.Validation.Checking;
using Writ.Cedar.Validation.Lints;

namespace Writ.Cedar.Validation;

/// <summary>Checks one policy after another against one schema; what was learnt of the schema is kept between them.</summary>
internal sealed class PolicyCheck(CedarSchema schema, ValidationOptions options, Findings findings)
{
    private readonly CheckContext _context = new(schema, options, findings);

    public void Run(Policy policy)
    {
        _context.Begin(policy.Id);
        try
        {
            new NameCheck(_context).Check(policy);
            CheckEnvironments(policy);
            _context.Levels.Tell(findings);
            TextLint.Check(policy, findings);
        }
        catch (OutOfStepsException)
        {
            findings.Error(ValidationKind.TooComplex, policy.Position, $"found a policy that needs more than {options.MaxSteps} steps to check", "narrow its scope, split it, or raise the limit of the validator");
        }
        catch (InsufficientExecutionStackException)
        {
            findings.Error(ValidationKind.TooComplex, policy.Position, "found expressions or types nested too deep for the stack that is left", "split the policy or the type");
        }
    }

    private void CheckEnvironments(Policy policy)
    {
        var scope = new ScopeCheck(_context, policy);
        var (applies, isPossible) = (false, false);
        foreach (var environment in scope.Environments())
        {
            applies = applies || scope.AppliesTo(environment.Action);
            isPossible |= !new TypeChecker(_context, environment).Check(policy.Conditions).IsFalse;
        }

        if (!applies) TellNotApplicable(policy, scope.Hint());
        if (!isPossible) findings.Warning(ValidationKind.ImpossiblePolicy, policy.Position, "found a policy that holds for no request");
    }

    private void TellNotApplicable(Policy policy, string? hint)
    {
        const string message = "found a scope to which no action of the schema applies";
        if (options.Profile == ValidationProfile.Cedar410) findings.Error(ValidationKind.InvalidActionApplication, policy.Position, message, hint);
        else findings.Warning(ValidationKind.InvalidActionApplication, policy.Position, message, hint);
    }
}
