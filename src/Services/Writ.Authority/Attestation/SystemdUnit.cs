namespace Writ.Authority.Attestation;

/// <summary>Which unit of the system's service manager a control group belongs to, by the layout that systemd gives to its tree, and which file the unit is read from.</summary>
internal static class SystemdUnit
{
    private static readonly string[] Suffixes = [".service", ".scope", ".socket", ".mount", ".swap"];

    // Where systemd looks, in its order (systemd.unit(5), "Unit File Load Path").
    private static readonly string[] Folders =
    [
        "etc/systemd/system.control", "run/systemd/system.control", "run/systemd/transient", "run/systemd/generator.early", "etc/systemd/system", "etc/systemd/system.attached",
        "run/systemd/system", "run/systemd/system.attached", "run/systemd/generator", "usr/local/lib/systemd/system", "usr/lib/systemd/system", "run/systemd/generator.late",
    ];

    /// <summary>The unit: what stands first below the slices. What a user's own manager makes stands below `user@UID.service`, and so is that. Null when there is none.</summary>
    public static string? Of(string? controlGroup)
    {
        foreach (var part in (controlGroup ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!part.EndsWith(".slice", StringComparison.Ordinal))
            {
                // What would be hidden to the kernel, such as `cgroup.x`, is written with an underscore before it.
                var unit = part[0] == '_' ? part[1..] : part;
                return Array.Exists(Suffixes, s => unit.Length > s.Length && unit.EndsWith(s, StringComparison.Ordinal)) ? unit : null;
            }
        }

        return null;
    }

    /// <summary>The unit's file as systemd would find it now: its own, or its template's. Null when there is none.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="root">The folder that stands for `/`.</param>
    public static string? FragmentPath(string? unit, string root)
    {
        if (unit is null || unit.Contains('/', StringComparison.Ordinal))
        {
            return null;
        }

        var at = unit.IndexOf('@', StringComparison.Ordinal);
        string[] names = at > 0 ? [unit, unit[..(at + 1)] + unit[unit.LastIndexOf('.')..]] : [unit];
        return names.SelectMany(static name => Folders.Select(folder => $"{folder}/{name}")).Where(file => File.Exists(Path.Combine(root, file))).Select(static file => "/" + file).FirstOrDefault();
    }
}
