using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;

namespace Writ.Cli;

/// <summary>Files of policies and schemas as a person names them on a command line.</summary>
internal static class PolicyFiles
{
    /// <summary>The files behind the paths: a file is itself, a folder every `.cedar` below it, in ordinal order.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
            {
                files.Add(path);
                continue;
            }

            var below = Directory.GetFiles(path, "*.cedar", SearchOption.AllDirectories);
            Array.Sort(below, StringComparer.Ordinal);
            files.AddRange(below);
        }

        return files.Count > 0
            ? files
            : throw new CliException(ExitCode.Invalid, "W1016", $"there is no file of policies below {string.Join(", ", paths.Select(static p => $"`{p}`"))}", "name a file, or a folder with files that end in `.cedar`");
    }

    /// <summary>The text of a file.</summary>
    public static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Invalid, "W1016", $"`{file}` cannot be read: {exception.Message.ToLowerInvariant()}", "name a file that is there and yours to read");
        }
    }

    /// <summary>The policies of all files as one set, known by their `@id` where they carry one.</summary>
    public static PolicySet Policies(IReadOnlyList<string> files)
    {
        if (PolicySet.TryParse(files.Select(static file => new PolicySource(file, Read(file))), out var policies, out var errors))
        {
            return policies;
        }

        throw Refused("W1040", $"the policies have {Count(errors.Length, "mistake")}", errors, "correct what is listed above");
    }

    /// <summary>The schema of a file, in Cedar's syntax or, where the name ends in `.json`, as JSON.</summary>
    public static CedarSchema Schema(string file)
    {
        var text = Read(file);
        if (file.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return CedarSchema.TryParseJson(text, out var read, out var error)
                ? read
                : throw new CliException(ExitCode.Invalid, "W1045", $"`{file}` is no schema", "correct what is listed above", error.ToString());
        }

        if (CedarSchema.TryParse(text, out var schema, out var errors))
        {
            return schema;
        }

        throw Refused("W1045", $"`{file}` is no schema", errors.Select(error => error with { Position = error.Position with { File = file } }), "correct what is listed above");
    }

    public static string Count(int count, string what) => count == 1 ? $"a {what}" : $"{count} {what}s";

    public static string Amount(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    private static CliException Refused(string code, string text, IEnumerable<SyntaxError> errors, string fix) =>
        new(ExitCode.Invalid, code, text, fix, [.. errors.Select(static error => error.ToString())]);
}
