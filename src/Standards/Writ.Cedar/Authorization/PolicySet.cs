using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Ast;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Authorization;

/// <summary>An immutable set of policies, indexed by scope, and of templates to link. Safe to share between threads.</summary>
public sealed class PolicySet
{
    private readonly FrozenDictionary<string, Policy> _byId;

    private PolicySet(IEnumerable<Policy> policies)
    {
        var all = policies.ToImmutableArray();
        _byId = all.ToFrozenDictionary(policy => policy.Id, StringComparer.Ordinal);
        Policies = [.. all.Where(policy => !policy.IsTemplate)];
        Templates = [.. all.Where(policy => policy.IsTemplate)];
        Index = new ScopeIndex(Policies);
    }

    /// <summary>The set without policies, which denies everything.</summary>
    public static PolicySet Empty { get; } = new([]);

    /// <summary>The policies that are evaluated, in the order of their sources.</summary>
    public ImmutableArray<Policy> Policies { get; }

    /// <summary>The templates, which are never evaluated themselves.</summary>
    public ImmutableArray<Policy> Templates { get; }

    internal ScopeIndex Index { get; }

    /// <summary>Makes a set of policies built in code.</summary>
    /// <param name="policies">The policies; every id once.</param>
    /// <exception cref="ArgumentException">An id stands twice.</exception>
    public static PolicySet Of(params IEnumerable<Policy> policies) => new(policies);

    /// <summary>Reads several texts as one set. Ids are <c>policy0</c>, <c>policy1</c> and so on over all texts in order.</summary>
    /// <param name="sources">The texts.</param>
    /// <param name="policies">The set, when there was no error at all.</param>
    /// <param name="errors">Every error found.</param>
    /// <param name="options">The limits; null for <see cref="ParseOptions.Default"/>.</param>
    public static bool TryParse(
        IEnumerable<PolicySource> sources,
        [NotNullWhen(true)] out PolicySet? policies,
        out ImmutableArray<SyntaxError> errors,
        ParseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var read = new List<Policy>();
        var found = new List<SyntaxError>();
        foreach (var source in sources) PolicyText.ReadPolicies(source.Text, source.File, options ?? ParseOptions.Default, read, found);
        policies = found.Count == 0 ? new PolicySet(read) : null;
        errors = [.. found];
        return policies is not null;
    }

    /// <summary>Reads one text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="policies">The set, when there was no error at all.</param>
    /// <param name="errors">Every error found.</param>
    /// <param name="options">The limits; null for <see cref="ParseOptions.Default"/>.</param>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out PolicySet? policies,
        out ImmutableArray<SyntaxError> errors,
        ParseOptions? options = null) => TryParse([new PolicySource(File: null, text)], out policies, out errors, options);

    /// <summary>Reads a text that is known to be right, such as one compiled into the program.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is not right.</exception>
    public static PolicySet Parse(string text) =>
        TryParse(text, out var policies, out var errors) ? policies : throw new FormatException(string.Join('\n', errors));

    /// <summary>Finds a policy or template.</summary>
    /// <param name="id">The id.</param>
    /// <param name="policy">The policy.</param>
    public bool TryFind(string id, [MaybeNullWhen(false)] out Policy policy) => _byId.TryGetValue(id, out policy);

    /// <summary>Fills the slots of a template and adds the policy so made.</summary>
    /// <param name="templateId">The template.</param>
    /// <param name="id">The id of the new policy, not yet in use.</param>
    /// <param name="principal">What fills <c>?principal</c>; null exactly when the template has no such slot.</param>
    /// <param name="resource">What fills <c>?resource</c>; null exactly when the template has no such slot.</param>
    /// <exception cref="ArgumentException">There is no such template, the id is in use, or the values are not exactly those of its slots.</exception>
    public PolicySet Link(string templateId, string id, EntityUid? principal = null, EntityUid? resource = null)
    {
        if (!TryFind(templateId, out var template) || !template.IsTemplate) throw new ArgumentException($"`{templateId}` is no template", nameof(templateId));
        if (_byId.ContainsKey(id)) throw new ArgumentException($"the policy id `{id}` is in use", nameof(id));
        if (template.Principal.HasSlot != principal is not null) throw new ArgumentException($"`?principal` of `{templateId}` does not fit the values", nameof(principal));
        if (template.Resource.HasSlot != resource is not null) throw new ArgumentException($"`?resource` of `{templateId}` does not fit the values", nameof(resource));
        return new PolicySet([.. Policies, .. Templates, template.Link(id, principal, resource)]);
    }
}
