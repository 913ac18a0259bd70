using Writ.Cedar.Ast;
using Writ.Cedar.Compilation;

namespace Writ.Cedar.Authorization;

/// <summary>A set in the making, from nothing or from another set. A policy taken out leaves its place empty.</summary>
internal sealed class PolicySetDraft
{
    private readonly HashSet<string> _templateIds = new(StringComparer.Ordinal);

    public PolicySetDraft()
    {
        Programs = [];
        Numbers = new(StringComparer.Ordinal);
        Templates = [];
        Index = new ScopeIndex();
    }

    public PolicySetDraft(PolicySet original)
    {
        Programs = [.. original.Programs];
        Numbers = new(original.Numbers, StringComparer.Ordinal);
        Templates = [.. original.Templates];
        Index = new ScopeIndex(original.Index);
        foreach (var template in Templates) _templateIds.Add(template.Id);
    }

    public List<PolicyProgram?> Programs { get; }

    public Dictionary<string, int> Numbers { get; }

    public List<Policy> Templates { get; private init; }

    public ScopeIndex Index { get; }

    /// <summary>Whether more places are empty than taken.</summary>
    public bool IsSparse => Numbers.Count * 2 < Programs.Count;

    public void Add(Policy policy, int hotAfter)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (Numbers.ContainsKey(policy.Id) || _templateIds.Contains(policy.Id)) throw new ArgumentException($"the policy id `{policy.Id}` is in use");
        if (!policy.IsTemplate)
        {
            Add(new PolicyProgram(policy, hotAfter));
            return;
        }

        _templateIds.Add(policy.Id);
        Templates.Add(policy);
    }

    public void Remove(string id)
    {
        if (Numbers.Remove(id, out var number) && Programs[number] is { } program)
        {
            Index.Remove(program.Policy, number);
            Programs[number] = null;
        }
        else if (_templateIds.Remove(id))
        {
            Templates.RemoveAll(template => template.Id == id);
        }
        else
        {
            throw new ArgumentException($"there is no policy `{id}`");
        }
    }

    /// <summary>The same without empty places.</summary>
    public PolicySetDraft Renumbered()
    {
        var dense = new PolicySetDraft { Templates = Templates };
        dense._templateIds.UnionWith(_templateIds);
        foreach (var program in Programs.OfType<PolicyProgram>()) dense.Add(program);
        return dense;
    }

    private void Add(PolicyProgram program)
    {
        var number = Programs.Count;
        Programs.Add(program);
        Numbers.Add(program.Policy.Id, number);
        Index.Add(program.Policy, number);
    }
}
