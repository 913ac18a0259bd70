using System.Collections.Immutable;
using Writ.Authority.Releases.Reading;
using Writ.Domain;

namespace Writ.Authority.Releases;

/// <summary>Reads a release folder: a release, or every mistake at once. Knows nothing of the policy language; a policy's text is compiled later.</summary>
public static class ReleaseReader
{
    /// <summary>Reads the folder. Each file is read once, so what is parsed is what is hashed.</summary>
    public static ReleaseReading Read(ReleaseFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var draft = new Draft();
        return Read(ConfigFiles.Load(folder, draft.Problems), folder.Config, draft);
    }

    /// <summary>Reads a release as the store kept it: all its files are in its content, and only paths go by the folder.</summary>
    /// <param name="content">The canonical bytes.</param>
    /// <param name="config">The folder that relative paths are against; absolute.</param>
    public static ReleaseReading ReadKept(ReadOnlyMemory<byte> content, string config)
    {
        if (ConfigFiles.OfCanonical(content.Span) is not { } files)
        {
            return new ReleaseReading.Refused([new ReleaseProblem("W1093", "writ.yaml", 0, 0, "the release that the store kept cannot be read", "put its files back into the folder")], []);
        }

        var draft = new Draft(files.ToDictionary(static f => f.Name, StringComparer.Ordinal));
        return Read([.. files.Where(static f => !f.Name.StartsWith("attached/", StringComparison.Ordinal))], config, draft);
    }

    /// <summary>The rules of who signs after a release that the store kept, also where the rest of it cannot be read any more; false when they cannot be known.</summary>
    public static bool TryReadSigning(ReadOnlyMemory<byte> content, out SignerRules? rules)
    {
        rules = null;
        var problems = new Problems();
        if (ConfigFiles.OfCanonical(content.Span)?.FirstOrDefault(static f => f.Name == "writ.yaml") is not { } file || YamlReader.Read(file.Name, file.Text, problems) is not { } root)
        {
            return false;
        }

        rules = SigningSection.Read(new Section(root, problems, file.Name));
        return problems.IsEmpty;
    }

    private static ReleaseReading Read(ImmutableArray<ConfigFile> files, string config, Draft draft)
    {
        var mainRead = false;
        foreach (var file in files.Where(static f => f.Name.EndsWith(".yaml", StringComparison.Ordinal)))
        {
            mainRead |= Read(file, config, draft);
        }

        draft.CheckReferences(mainRead);
        ImmutableArray<PolicyFile> policies = [.. files.Where(IsPolicy).Select(static f => new PolicyFile(f.Name, f.Text))];
        return draft.Problems.IsEmpty
            ? new ReleaseReading.Read(draft.ToRelease(ConfigFiles.Canonical([.. files.Concat(draft.Attached.Values).OrderBy(static f => f.Name, StringComparer.Ordinal)]), policies))
            : new ReleaseReading.Refused(draft.Problems.InOrder, policies);
    }

    // Whether it was writ.yaml and could be read.
    private static bool Read(ConfigFile file, string config, Draft draft)
    {
        var root = YamlReader.Read(file.Name, file.Text, draft.Problems);
        if (file.Name == "writ.yaml" && root is not null)
        {
            MainFile.Read(root, config, draft);
            return true;
        }

        if (file.Name.StartsWith("catalogue/", StringComparison.Ordinal) && root is not null)
        {
            CatalogueFile.Read(root, file.Name, draft);
        }
        else if (file.Name.StartsWith("intents/", StringComparison.Ordinal))
        {
            if (root is not null)
            {
                IntentFile.Read(root, file.Name, draft);
            }
            else if (Slug.TryParse(Path.GetFileNameWithoutExtension(file.Name), null, out var likely))
            {
                // The file has its own problem; the agents that name its intent have none.
                draft.DeclareIntent(likely, new Place(file.Name, 0, 0));
            }
        }

        return false;
    }

    private static bool IsPolicy(ConfigFile file) => file.Name.EndsWith(".cedar", StringComparison.Ordinal);
}
