using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Testing;

/// <summary>Secrets that live as long as the test.</summary>
public sealed class InMemorySecretStore : ISecretStore
{
    private readonly Lock gate = new();
    private readonly List<(SecretVersion Version, byte[] Value)> all = [];

    /// <inheritdoc />
    public ValueTask<ImmutableArray<SecretVersion>> VersionsAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new([.. all.Select(static k => k.Version).OrderBy(static v => v.Name).ThenBy(static v => v.Number)]);
        }
    }

    /// <inheritdoc />
    public ValueTask<SecretVersion> SetAsync(Slug name, SecretValue value, DateTimeOffset made, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (gate)
        {
            Destroy(name);
            var version = new SecretVersion(name, all.Count(k => k.Version.Name == name) + 1, made, IsHeld: true);
            all.Add((version, value.AsSpan().ToArray()));
            return new(version);
        }
    }

    /// <inheritdoc />
    public ValueTask<bool> RemoveAsync(Slug name, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(Destroy(name));
        }
    }

    /// <inheritdoc />
    public ValueTask<(SecretVersion Version, SecretValue Value)?> TakeAsync(Slug name, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var at = all.FindIndex(k => k.Version.Name == name && k.Version.IsHeld);
            return new(at < 0 ? null : (all[at].Version, SecretValue.Of(all[at].Value)!));
        }
    }

    private bool Destroy(Slug name)
    {
        var at = all.FindIndex(k => k.Version.Name == name && k.Version.IsHeld);
        if (at >= 0)
        {
            all[at] = (all[at].Version with { IsHeld = false }, []);
        }

        return at >= 0;
    }
}
