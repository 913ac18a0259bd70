using Writ.Authority;
using Writ.Authority.Releases.Signing;
using Writ.Contracts;

namespace Writ.Cli;

/// <summary>`writ release key` and `sign`: what a signer does, on a machine of their own.</summary>
internal static class ReleaseSigning
{
    /// <summary>Makes a signer's key, and prints what the release says of it.</summary>
    public static int MakeKey(string file)
    {
        var key = Explained(() => SignerKeyFile.Create(Path.GetFullPath(file)));
        Screen.Line(key.ToString());
        Screen.Note($"`{file}` holds the private key: keep it from agents and from Writ; the line above goes below `release:` in writ.yaml as the signer's `key`");
        return ExitCode.Ok;
    }

    /// <summary>Signs the release in a folder, and puts the signature beside it.</summary>
    public static async Task<int> SignAsync(Home home, string? config, string keyFile, long? sequence, CancellationToken cancellationToken)
    {
        var folder = ReleaseVerb.Folder(config);
        if (ReleaseVerb.Read(folder, out var problems) is not { } release)
        {
            ReleaseVerb.Show(problems);
            return ExitCode.Invalid;
        }

        using var key = Explained(() => SignerKeyFile.Read(Path.GetFullPath(keyFile)));
        var thumbprint = key.PublicKey.Thumbprint.ToString();
        var signer = release.Signing?.Signers.Values.FirstOrDefault(s => string.Equals(s.Thumbprint, thumbprint, StringComparison.Ordinal));
        var number = sequence ?? await NextAsync(home, cancellationToken);
        var path = SignatureFiles.PathOf(folder.Config, signer?.Name.ToString() ?? $"key-{thumbprint}");
        Write(path, ReleaseSignature.Make(key, release.Id, number) + "\n");
        Screen.Line($"{(signer is null ? "a signer that this folder does not name" : $"`{signer.Name}`")} signed {release.Id.Short} as number {number}: {Path.GetRelativePath(folder.Config, path)}");
        return ExitCode.Ok;
    }

    private static async Task<long> NextAsync(Home home, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        return (await control.GetAsync("/v1/release", ContractsJson.Default.ReleaseDocument, cancellationToken)).Sequence + 1;
    }

    // Whole or not at all: the folder may be watched.
    private static void Write(string path, string text)
    {
        var beside = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            ReplacedFile.RefuseLink(path);
            File.WriteAllText(beside, text);
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw new CliException(ExitCode.Failure, "W1944", $"the signature cannot be written to `{path}`: {Cause.Of(exception)}", "make the folder writable, or sign a copy of it");
        }
    }

    private static T Explained<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (AuthorityException exception)
        {
            throw new CliException(ExitCode.Invalid, exception.Code, exception.Text, exception.Fix);
        }
    }
}
