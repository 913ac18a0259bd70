using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Domain;

namespace Writ.Decisions;

/// <summary>What Writ reads from a policy's annotations. They never bear on whether a policy holds.</summary>
internal static class Annotations
{
    /// <summary>The policy's name; unique in a release.</summary>
    public const string Id = "id";

    /// <summary>On a forbid: a human may discharge it; the value says who.</summary>
    public const string Approval = "approval";

    /// <summary>What must be discharged when the policy determines: `kind`, or `kind parameter`.</summary>
    public const string Obligation = "obligation";

    /// <summary>The text for the remote party when the policy denies.</summary>
    public const string Reason = "reason";

    /// <summary>The smallest change that would let it pass, for the remote party.</summary>
    public const string Fix = "fix";

    /// <summary>The union of the obligations of the determining policies, in order of the set.</summary>
    public static ImmutableArray<Obligation> Obligations(ImmutableArray<Policy> policies, ImmutableDictionary<string, string> names)
    {
        var obligations = ImmutableArray.CreateBuilder<Obligation>(0);
        foreach (var policy in policies)
        {
            if (policy.Effect == Effect.Forbid && policy.Annotation(Approval) is { } approver)
            {
                obligations.Add(new Obligation(Domain.Obligation.Approval, approver, names[policy.Id]));
            }

            if (policy.Annotation(Obligation) is { } duty)
            {
                var parts = duty.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                obligations.Add(new Obligation(parts.Length > 0 ? parts[0] : "", parts.Length > 1 ? parts[1] : "", names[policy.Id]));
            }
        }

        return obligations.ToImmutable();
    }
}
