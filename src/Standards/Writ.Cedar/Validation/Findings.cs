using System.Collections.Immutable;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Validation;

/// <summary>Collects the findings of one policy after another; what several environments find alike counts once.</summary>
internal sealed class Findings(int maxOfOnePolicy)
{
    private readonly ImmutableArray<ValidationFinding>.Builder _errors = ImmutableArray.CreateBuilder<ValidationFinding>();
    private readonly ImmutableArray<ValidationFinding>.Builder _warnings = ImmutableArray.CreateBuilder<ValidationFinding>();
    private readonly HashSet<ValidationFinding> _ofPolicy = [];
    private string _policyId = "";

    /// <summary>Whether the policy at hand has an error.</summary>
    public bool HasErrors { get; private set; }

    public void Begin(string policyId)
    {
        _policyId = policyId;
        _ofPolicy.Clear();
        HasErrors = false;
    }

    public void Error(ValidationKind kind, Position at, string message, string? hint = null)
    {
        HasErrors = true;
        Add(_errors, kind, at, message, hint);
    }

    public void Warning(ValidationKind kind, Position at, string message, string? hint = null) => Add(_warnings, kind, at, message, hint);

    public ValidationResult ToResult() => new(_errors.ToImmutable(), _warnings.ToImmutable());

    private void Add(ImmutableArray<ValidationFinding>.Builder list, ValidationKind kind, Position at, string message, string? hint)
    {
        if (_ofPolicy.Count >= maxOfOnePolicy) return;
        var finding = new ValidationFinding(_policyId, kind, at, message, hint);
        if (_ofPolicy.Add(finding)) list.Add(finding);
    }
}
