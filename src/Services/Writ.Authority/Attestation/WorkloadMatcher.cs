using System.Text;
using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>Holds a process against the registration entries of the release in force: an entry matches when all its selectors hold.</summary>
internal sealed class WorkloadMatcher(IProcesses processes, IReleases releases)
{
    /// <summary>Looks at the process of this id and start now. The caller holds a handle on it, and asks that whether it still runs afterwards.</summary>
    public WorkloadMatch Match(ProcessFacts process)
    {
        var release = releases.Current?.Release;
        if (release is null || release.Workloads.All(static w => w.IsRemote))
        {
            return new WorkloadMatch.Nothing();
        }

        // Read before and after: what was seen in between is of this process, of this program, under this uid, or nothing is said of it.
        if (Look(process) is not { } before)
        {
            return new WorkloadMatch.Unstable();
        }

        var selectors = new ProcessSelectors(processes, process.ProcessId, before.Credentials);
        var asked = release.Workloads.Where(static w => !w.IsRemote).Select(w => (Entry: w, Holds: selectors.HasAll(w.Selectors))).ToList();
        var matched = asked.Where(static a => a.Holds == true).Select(static a => a.Entry).ToList();
        if (Look(process) is not { } after || after.Executable != before.Executable || !IsSame(after.Credentials, before.Credentials))
        {
            return new WorkloadMatch.Unstable();
        }

        WorkloadMatch match = matched.Select(static w => w.Path).Distinct().Order().ToList() switch
        {
            [] => new WorkloadMatch.Nothing(),
            [var only] => new WorkloadMatch.One(release.Id, only, matched.TrueForAll(static w => w.Descendants), Digest(matched), before.Credentials),
            var several => new WorkloadMatch.Several([.. several]),
        };
        return match with { Unseen = [.. asked.Where(static a => a.Holds is null).Select(static a => a.Entry.Path).Distinct()] };
    }

    private static bool IsSame(ProcessCredentials one, ProcessCredentials other) =>
        one.UserId == other.UserId && one.GroupId == other.GroupId && one.Groups.SequenceEqual(other.Groups);

    private static Digest256 Digest(List<WorkloadRegistration> matched) =>
        Digest256.Sha256(Encoding.UTF8.GetBytes(string.Join('\n', matched.SelectMany(static w => w.Selectors).Distinct().Order())));

    private (ExecutableFile? Executable, ProcessCredentials Credentials)? Look(ProcessFacts process) =>
        processes.Find(process.ProcessId)?.StartTicks == process.StartTicks && processes.Credentials(process.ProcessId) is { } credentials
            ? (processes.Executable(process.ProcessId), credentials)
            : null;
}
