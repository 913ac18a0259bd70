using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Releases.Reading;

/// <summary>Reads `workloads:` of `writ.yaml`: which processes that no launcher started, and which workloads elsewhere, are instances of what.</summary>
internal static class WorkloadsSection
{
    public static void Read(Section main, Draft draft)
    {
        var read = new List<(WorkloadRegistration Entry, Place At)>();
        foreach (var item in main.List("workloads", required: false, mayBeEmpty: true))
        {
            if (ReadEntry(item, draft) is { } entry)
            {
                CheckApart(entry, item.At, read, draft.Problems);
                read.Add((entry, item.At));
                draft.Workloads.Add(entry);
            }
        }
    }

    private static WorkloadRegistration? ReadEntry(YamlNode item, Draft draft)
    {
        var problems = draft.Problems;
        if (Section.Of(item, "an entry of `workloads`", problems) is not { } entry)
        {
            return null;
        }

        var id = entry.Text("id");
        var selectors = ImmutableSortedSet.CreateBuilder<Selector>();
        var sound = true;
        foreach (var value in entry.List("selectors"))
        {
            if (Section.AsText(value, "a selector", problems) is not { } text)
            {
                sound = false;
            }
            else if (!Selector.TryParse(text.Value, out var selector, out var problem))
            {
                problems.Add("W1071", text.At, $"`{text.Value}` {problem}", "write it like `unix:uid:1001`, `unix:sha256:…` or `oidc:ci:sub:…`");
                sound = false;
            }
            else if (!selectors.Add(selector))
            {
                problems.Add("W1009", text.At, $"the selector `{selector}` stands twice", "remove one of them");
            }
        }

        var descendants = entry.Truth("descendants") ?? false;
        entry.Close();
        if (id is null)
        {
            return null;
        }

        if (!WorkloadPath.TryParse(id.Value, null, out var path))
        {
            problems.Add("W1070", id.At, $"`{id.Value}` is not the path of a workload", "write `agent/NAME`, or `model/`, `retriever/`, `pipeline/`, `job/` or `server/` and a name");
            return null;
        }

        if (!path.Agent.IsDefault)
        {
            draft.UseAgent(path.Agent, id.At);
        }

        if (!sound || selectors.Count == 0 || !IsSound(entry.At, path, selectors, descendants, problems))
        {
            return null;
        }

        foreach (var issuer in selectors.Where(static s => s.IsRemote).Select(static s => s.Issuer).Distinct())
        {
            draft.UseIssuer(issuer, entry.At);
        }

        return new WorkloadRegistration(path, selectors.ToImmutable(), descendants);
    }

    private static bool IsSound(Place at, WorkloadPath path, IReadOnlyCollection<Selector> selectors, bool descendants, Problems problems)
    {
        var remote = selectors.Count(static s => s.IsRemote);
        if (remote > 0 && (remote < selectors.Count || selectors.Select(static s => s.Issuer).Distinct().Count() > 1))
        {
            problems.Add("W1073", at, $"nothing could match all selectors of this entry for `{path}`", "name claims of one issuer, or properties of a process, not both");
            return false;
        }

        if (remote > 0 && descendants)
        {
            problems.Add("W1073", at, $"`descendants` says nothing of a workload elsewhere, as this entry for `{path}` names", "remove `descendants`");
            return false;
        }

        if (remote == 0 && !selectors.Any(static s => s.IsBoundary))
        {
            problems.Add(
                "W1072", at, $"this entry for `{path}` does not say who may run the workload, so any local user could be it", "add a user, a group, a unit or a control group, such as `unix:uid:1001`");
            return false;
        }

        return true;
    }

    // Whatever has all properties of the narrower entry has those of the wider one too, so it would always be ambiguous.
    private static void CheckApart(WorkloadRegistration entry, Place at, List<(WorkloadRegistration Entry, Place At)> earlier, Problems problems)
    {
        foreach (var (other, place) in earlier.Where(e => e.Entry.Path != entry.Path && (e.Entry.Selectors.IsSubsetOf(entry.Selectors) || entry.Selectors.IsSubsetOf(e.Entry.Selectors))))
        {
            problems.Add("W1074", at, $"a workload of `{entry.Path}` could be one of `{other.Path}` (line {place.Line}) too, and would be neither", "give each a selector that the other does not have");
        }
    }
}
