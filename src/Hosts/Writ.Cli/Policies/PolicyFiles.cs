using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;

namespace Writ.Cli;

/// <summary>Files of policies and schemas as a person names them on a command line.</summary>
internal static class PolicyFiles
{
    private const int MaxFiles = 10_000;

    /// <summary>
    /// The files behind the paths: a file is itself, a folder every `.cedar` below it, in ordinal order. Folders that are symbolic links are not
    /// followed below a folder, so that no walk leaves it or runs in a circle.
    /// </summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (!Directory.Exists(path)) files.Add(path);
            else Below(path, files);
        }

        return files.Count > 0
            ? files
            : throw new CliException(ExitCode.Invalid, "W1016", $"there is no file of policies below {string.Join(", ", paths.Select(static p => $"`{p}`"))}", "name a file, or a folder with files that end in `.cedar`");
    }

    /// <summary>The text of each file.</summary>
    public static IReadOnlyList<PolicySource> Sources(IReadOnlyList<string> files) => [.. files.Select(static file => new PolicySource(file, InputFile.Text(file)))];

    /// <summary>The policies of all files as one set, known by their `@id` where they carry one.</summary>
    public static PolicySet Policies(IReadOnlyList<PolicySource> sources)
    {
        if (PolicySet.TryParse(sources, out var policies, out var errors)) return policies;
        throw Refused("W1040", $"the policies have {Count(errors.Length, "mistake")}", errors, "correct what is listed above");
    }

    /// <summary>The schema of a file, in Cedar's syntax or, where the name ends in `.json`, as JSON.</summary>
    public static CedarSchema Schema(string file) => Schema(file, out _);

    /// <summary>The schema of a file, and its declarations.</summary>
    public static CedarSchema Schema(string file, out SchemaDocument document)
    {
        if (file.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            if (!SchemaJson.TryRead(InputFile.Bytes(file), out var json, out var problem)) throw NoSchema(file, problem.ToString());
            document = json;
        }
        else
        {
            if (!SchemaText.TryRead(InputFile.Text(file), out var text, out var errors))
                throw Refused("W1045", $"`{file}` is no schema", errors.Select(error => error with { Position = error.Position with { File = file } }), "correct what is listed above");
            document = text;
        }

        if (document.TryResolve(out var schema, out var wrong)) return schema;
        throw NoSchema(file, (wrong.Position.Line > 0 ? wrong with { Position = wrong.Position with { File = file } } : wrong).ToString());
    }

    public static string Count(int count, string what) => count == 1 ? $"a {what}" : $"{count} {what}s";

    public static string Amount(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    private static void Below(string folder, List<string> files)
    {
        var found = new List<string>();
        var rest = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        while (rest.TryPop(out var next))
        {
            try
            {
                foreach (var entry in next.EnumerateFileSystemInfos())
                {
                    if (entry is DirectoryInfo below)
                    {
                        if (below.LinkTarget is null) rest.Push(below);
                    }
                    else if (entry.Name.EndsWith(".cedar", StringComparison.Ordinal))
                    {
                        found.Add(Path.Combine(folder, Path.GetRelativePath(folder, entry.ToString())));
                        if (found.Count > MaxFiles) throw new CliException(ExitCode.Invalid, "W1051", $"there are more than {MaxFiles} files of policies below `{folder}`", "name a folder further down");
                    }
                }
            }
            catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
            {
                throw new CliException(ExitCode.Invalid, "W1016", $"the folder `{next}` is not yours to read", "run `chmod u+rx` on it, or name the files");
            }
        }

        found.Sort(StringComparer.Ordinal);
        files.AddRange(found);
    }

    private static CliException NoSchema(string file, string problem) => new(ExitCode.Invalid, "W1045", $"`{file}` is no schema", "correct what is listed above", problem);

    private static CliException Refused(string code, string text, IEnumerable<SyntaxError> errors, string fix) =>
        new(ExitCode.Invalid, code, text, fix, [.. errors.Select(static error => error.ToString())]);
}
