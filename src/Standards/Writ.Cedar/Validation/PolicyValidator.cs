using Writ.Cedar.Authorization;
using Writ.Cedar.Schema;
using Writ.Cedar.Stacks;
using Writ.Cedar.Validation.Lints;

namespace Writ.Cedar.Validation;

/// <summary>
/// Checks policies against a schema before they are used. A policy that passes strict validation cannot error on a request and
/// entities that keep to the schema, but for overflow and for entities that are missing (Cedar, OOPSLA 2024, section 4).
/// </summary>
public static class PolicyValidator
{
    /// <summary>
    /// Checks every policy, template and link for every request environment its scope admits. A pure function, bounded by
    /// <see cref="ValidationOptions.MaxSteps"/> for each policy.
    /// </summary>
    /// <param name="policies">The policies.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="options">What is asked; null for <see cref="ValidationOptions.Default"/>.</param>
    public static ValidationResult Validate(PolicySet policies, CedarSchema schema, ValidationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(schema);
        options ??= ValidationOptions.Default;

        // On a stack of its own, so that what is too deep does not depend on the caller's.
        return AmpleStack.Run((policies, schema, options), static asked => Check(asked.policies, asked.schema, asked.options));
    }

    private static ValidationResult Check(PolicySet policies, CedarSchema schema, ValidationOptions options)
    {
        var findings = new Findings(options.MaxFindings);
        var check = new PolicyCheck(schema, options, findings);
        var ids = new PolicyIdLint(findings);
        foreach (var template in policies.Templates)
        {
            check.Run(template);
            ids.Check(template);
        }

        foreach (var policy in policies.Policies)
        {
            check.Run(policy);
            ids.Check(policy);
        }

        return findings.ToResult();
    }
}
