using Writ.Cedar.Ast;

namespace Writ.Cedar.Validation.Lints;

/// <summary>Warns of policies whose <c>@id</c> a person could take for that of another: reasons and errors are told by it.</summary>
internal sealed class PolicyIdLint(Findings findings)
{
    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);

    public void Check(Policy policy)
    {
        if (policy.Annotation("id") is not { Length: > 0 } id) return;
        if (_seen.TryAdd(LookAlikes.Skeleton(id), id)) return;
        var other = _seen[LookAlikes.Skeleton(id)];
        if (!string.Equals(id, other, StringComparison.Ordinal))
            findings.Warning(ValidationKind.LookAlikePolicyId, policy.Position, $"found the `@id` {MessageText.Quote(id)}, which looks like {MessageText.Quote(other)} of another policy", "give one of them a name of its own");
    }
}
