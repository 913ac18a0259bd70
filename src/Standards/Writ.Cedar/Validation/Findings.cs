using System.Collections.Immutable;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Validation;

/// <summary>Collects the findings of one policy after another; what several environments find alike counts once.</summary>
internal sealed class Findings(int maxOfOnePolicy)
{
    private readonly ImmutableArray<ValidationFinding>.Builder _errors = ImmutableArray.CreateBuilder<ValidationFinding>();
    private readonly ImmutableArray<ValidationFinding>.Builder _warnings = ImmutableArray.CreateBuilder<ValidationFinding>();
    private readonly HashSet<ValidationFinding> _errorsOfPolicy = [];
    private readonly HashSet<ValidationFinding> _warningsOfPolicy = [];
    private string _policyId = "";

    /// <summary>Whether the policy at hand has an error.</summary>
    public bool HasErrors => _errorsOfPolicy.Count > 0;

    /// <summary>Whether the policy at hand has as many errors as are kept, so that no more need be looked for.</summary>
    public bool IsFull => _errorsOfPolicy.Count >= maxOfOnePolicy;

    public void Begin(string policyId)
    {
        _policyId = policyId;
        _errorsOfPolicy.Clear();
        _warningsOfPolicy.Clear();
    }

    public void Error(ValidationKind kind, Position at, string message, string? hint = null) =>
        Add(_errors, _errorsOfPolicy, new ValidationFinding(_policyId, kind, at, message, hint));

    public void Warning(ValidationKind kind, Position at, string message, string? hint = null) =>
        Add(_warnings, _warningsOfPolicy, new ValidationFinding(_policyId, kind, at, message, hint));

    public ValidationResult ToResult() => new(_errors.ToImmutable(), _warnings.ToImmutable());

    private void Add(ImmutableArray<ValidationFinding>.Builder all, HashSet<ValidationFinding> ofPolicy, ValidationFinding finding)
    {
        if (ofPolicy.Count < maxOfOnePolicy && ofPolicy.Add(finding)) all.Add(finding);
    }
}
