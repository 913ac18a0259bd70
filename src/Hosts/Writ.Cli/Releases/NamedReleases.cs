using System.Collections.Immutable;
using Writ.Authority.Releases;
using Writ.Contracts;
using Writ.Decisions;
using Writ.Domain;

namespace Writ.Cli;

/// <summary>Releases by their ids, as a running Writ keeps them, read here to be compared.</summary>
internal static class NamedReleases
{
    /// <summary>The release of an id.</summary>
    /// <param name="control">The running Writ.</param>
    /// <param name="text">The id; null for the release in force.</param>
    /// <param name="config">The folder that relative paths are against.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<Release> ReadAsync(ControlClient control, string? text, string config, CancellationToken cancellationToken)
    {
        text ??= (await control.GetAsync("/v1/release", ContractsJson.Default.ReleaseDocument, cancellationToken)).Id;
        var id = Parse(text);
        var kept = await control.GetAsync($"/v1/releases/{id}", ContractsJson.Default.KeptReleaseDocument, cancellationToken);
        return ReleaseReader.ReadKept(Bytes(kept.Content), config) is ReleaseReading.Read { Release: var release } && release.Id == id
            ? release
            : throw new CliException(ExitCode.Failure, "W1093", $"the release {id.Short} that the store kept cannot be read by this program", "use the version of Writ that activated it");
    }

    /// <summary>An id as it was given.</summary>
    public static ReleaseId Parse(string text) => ReleaseId.TryParse(text, null, out var id)
        ? id
        : throw new CliException(ExitCode.Invalid, "W1941", $"`{text}` is not a release's id", "give it whole, `rel_` and 64 digits, as `writ release show` does");

    /// <summary>A release with the outlines of its policies.</summary>
    public static OutlinedRelease Outline(Release release) => new(release, new DecisionPointCompiler().Outline(release.Policies));

    private static ReadOnlyMemory<byte> Bytes(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            return ImmutableArray<byte>.Empty.AsMemory();
        }
    }
}
