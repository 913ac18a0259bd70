using System.Collections.Immutable;
using System.Text;
using Writ.Authority.Keys;
using Writ.Domain;

namespace Writ.Authority.Secrets;

/// <summary>
/// Fetches secrets from Writ's store, its environment, files and commands. A variable is read once and taken out of the environment, so that no process which Writ starts
/// inherits it; a file must be its owner's alone.
/// </summary>
/// <param name="store">Writ's own secrets.</param>
/// <param name="keyring">Names values from elsewhere by their keyed digest.</param>
/// <param name="environment">The variables.</param>
/// <param name="run">Runs a command without a shell, within bounds, and gives what it printed; null when it failed.</param>
public sealed class SecretBroker(ISecretStore store, IKeyring keyring, CapturedEnvironment environment, Func<ImmutableArray<string>, CancellationToken, ValueTask<byte[]?>> run) : ISecretBroker
{
    /// <inheritdoc />
    public async ValueTask<SecretReading> TakeAsync(Slug name, SecretSource source, CancellationToken cancellationToken)
    {
        switch (source)
        {
            case SecretSource.Store:
                return await store.TakeAsync(name, cancellationToken) is { } taken
                    ? new SecretReading.Taken(FormattableString.Invariant($"{taken.Version.Number}"), taken.Value)
                    : new SecretReading.Unavailable($"the store holds no secret `{name}`");
            case SecretSource.Variable variable:
                return Of(name, environment.Take(variable.Name), $"the environment variable `{variable.Name}`");
            case SecretSource.File file:
                return ReadFile(name, file.Path);
            case SecretSource.Command command:
                return Of(name, await run(command.Words, cancellationToken), $"the command `{command.Words[0]}`");
            default:
                return new SecretReading.Unavailable("nobody knows this kind of source");
        }
    }

    private SecretReading ReadFile(Slug name, string path)
    {
        try
        {
            return Of(name, SecretFile.Read(path, "W2021", SecretValue.MaxLength + 2), $"`{path}`");
        }
        catch (AuthorityException refused)
        {
            return new SecretReading.Unavailable(refused.Text);
        }
        catch (IOException)
        {
            return new SecretReading.Unavailable($"`{path}` cannot be read");
        }
    }

    private SecretReading Of(Slug name, byte[]? bytes, string from) =>
        bytes is null ? new SecretReading.Unavailable($"{from} gives no value")
        : SecretValue.Of(bytes) is { } value ? new SecretReading.Taken(keyring.Digest(DigestPurpose.SecretVersion, [.. Encoding.UTF8.GetBytes($"{name}\n"), .. value.AsSpan()]).ToString(), value)
        : new SecretReading.Unavailable($"what {from} gives is no text on one line of at most {SecretValue.MaxLength} bytes");
}
