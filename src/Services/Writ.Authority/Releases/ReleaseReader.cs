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
        var files = ConfigFiles.Load(folder, draft.Problems);
        var mainRead = false;
        foreach (var file in files.Where(static f => f.Name.EndsWith(".yaml", StringComparison.Ordinal)))
        {
            mainRead |= Read(file, folder, draft);
        }

        draft.CheckReferences(mainRead);
        ImmutableArray<PolicyFile> policies = [.. files.Where(IsPolicy).Select(static f => new PolicyFile(f.Name, f.Text))];
        return draft.Problems.IsEmpty
            ? new ReleaseReading.Read(draft.ToRelease(ConfigFiles.Canonical([.. files.Concat(draft.Attached.Values).OrderBy(static f => f.Name, StringComparer.Ordinal)]), policies))
            : new ReleaseReading.Refused(draft.Problems.InOrder, policies);
    }

    // Whether it was writ.yaml and could be read.
    private static bool Read(ConfigFile file, ReleaseFolder folder, Draft draft)
    {
        var root = YamlReader.Read(file.Name, file.Text, draft.Problems);
        if (file.Name == "writ.yaml" && root is not null)
        {
            MainFile.Read(root, folder.Config, draft);
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
