using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Ast;
using Writ.Cedar.Compilation;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Authorization;

/// <summary>
/// An immutable set of policies, indexed by scope, and of templates to link. Safe to share between threads. A set made from
/// another by adding and taking out shares its compiled policies and costs a copy of the index, no new one.
/// </summary>
public sealed class PolicySet
{
    private readonly Dictionary<string, Policy> _templates;

    private PolicySet(PolicySetDraft draft)
    {
        (Programs, Numbers, Index) = (draft.Programs, draft.Numbers, draft.Index);
        Policies = Present(Programs);
        Templates = [.. draft.Templates];
        _templates = Templates.ToDictionary(template => template.Id, StringComparer.Ordinal);
        Words = (Programs.Count + 63) / 64;
        Responses = new ResponseCache();
    }

    /// <summary>The set without policies, which denies everything.</summary>
    public static PolicySet Empty { get; } = new(new PolicySetDraft());

    /// <summary>The policies that are evaluated, in the order of their sources; those added later come last.</summary>
    public ImmutableArray<Policy> Policies { get; }

    /// <summary>The templates, which are never evaluated themselves.</summary>
    public ImmutableArray<Policy> Templates { get; }

    internal ScopeIndex Index { get; }

    internal ResponseCache Responses { get; }

    /// <summary>How many 64-bit words hold one bit for each number.</summary>
    internal int Words { get; }

    /// <summary>Makes a set of policies built in code.</summary>
    /// <param name="policies">The policies; every id once.</param>
    /// <exception cref="ArgumentException">An id stands twice.</exception>
    public static PolicySet Of(params IEnumerable<Policy> policies) => Of(policies, PolicyProgram.HotAfter);

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
        policies = found.Count == 0 ? Of(read) : null;
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
    public bool TryFind(string id, [MaybeNullWhen(false)] out Policy policy)
    {
        policy = Numbers.TryGetValue(id, out var number) ? Program(number).Policy : _templates.GetValueOrDefault(id);
        return policy is not null;
    }

    /// <summary>Adds policies and templates.</summary>
    /// <param name="policies">What to add; every id not yet in use.</param>
    /// <exception cref="ArgumentException">An id is in use.</exception>
    public PolicySet With(params IEnumerable<Policy> policies)
    {
        ArgumentNullException.ThrowIfNull(policies);
        var draft = new PolicySetDraft(this);
        foreach (var policy in policies) draft.Add(policy, PolicyProgram.HotAfter);
        return new PolicySet(draft);
    }

    /// <summary>Takes policies and templates out.</summary>
    /// <param name="ids">Their ids, each in use.</param>
    /// <exception cref="ArgumentException">An id is not in use.</exception>
    public PolicySet Without(params IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var draft = new PolicySetDraft(this);
        foreach (var id in ids) draft.Remove(id);
        return new PolicySet(draft.IsSparse ? draft.Renumbered() : draft);
    }

    /// <summary>Fills the slots of a template and adds the policy so made.</summary>
    /// <param name="templateId">The template.</param>
    /// <param name="id">The id of the new policy, not yet in use.</param>
    /// <param name="principal">What fills <c>?principal</c>; null exactly when the template has no such slot.</param>
    /// <param name="resource">What fills <c>?resource</c>; null exactly when the template has no such slot.</param>
    /// <exception cref="ArgumentException">There is no such template, the id is in use, or the values are not exactly those of its slots.</exception>
    public PolicySet Link(string templateId, string id, EntityUid? principal = null, EntityUid? resource = null)
    {
        if (!TryFind(templateId, out var template) || !template.IsTemplate) throw new ArgumentException($"`{templateId}` is no template", nameof(templateId));
        if (template.Principal.HasSlot != principal is not null) throw new ArgumentException($"`?principal` of `{templateId}` does not fit the values", nameof(principal));
        if (template.Resource.HasSlot != resource is not null) throw new ArgumentException($"`?resource` of `{templateId}` does not fit the values", nameof(resource));
        return With(template.Link(id, principal, resource));
    }

    /// <summary>Makes a set whose policies are compiled after so many runs.</summary>
    internal static PolicySet Of(IEnumerable<Policy> policies, int hotAfter)
    {
        ArgumentNullException.ThrowIfNull(policies);
        var draft = new PolicySetDraft();
        foreach (var policy in policies) draft.Add(policy, hotAfter);
        return new PolicySet(draft);
    }

    // INVARIANT: a policy keeps its number in every set made from this one; the place of one taken out stays empty.
    internal List<PolicyProgram?> Programs { get; }

    internal Dictionary<string, int> Numbers { get; }

    internal PolicyProgram Program(int number) => Programs[number] ?? throw new UnreachableException($"policy {number} is not in the set");

    private static ImmutableArray<Policy> Present(List<PolicyProgram?> programs)
    {
        var present = ImmutableArray.CreateBuilder<Policy>(programs.Count);
        foreach (var program in programs)
            if (program is not null) present.Add(program.Policy);
        return present.DrainToImmutable();
    }
}
