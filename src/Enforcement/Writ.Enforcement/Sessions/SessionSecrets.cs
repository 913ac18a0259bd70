using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>The values that a session's server is given, by name. Nobody but the connectors sees one.</summary>
public sealed class SessionSecrets : IDisposable
{
    private readonly ImmutableSortedDictionary<Slug, SecretReading.Taken> taken;

    internal SessionSecrets(ImmutableSortedDictionary<Slug, SecretReading.Taken> taken) => this.taken = taken;

    /// <summary>No secrets.</summary>
    public static SessionSecrets None => new(ImmutableSortedDictionary<Slug, SecretReading.Taken>.Empty);

    /// <summary>Which value of each secret it is, for the ledger.</summary>
    internal IEnumerable<(Slug Secret, string Version)> Versions => taken.Select(static t => (t.Key, t.Value.Version));

    /// <summary>Wipes the values.</summary>
    public void Dispose()
    {
        foreach (var each in taken.Values)
        {
            each.Value.Dispose();
        }
    }

    /// <summary>How many there are, and nothing of them.</summary>
    public override string ToString() => FormattableString.Invariant($"{taken.Count} secrets");

    /// <summary>What goes into one place.</summary>
    internal string Reveal(SecretUse use) => use.Prefix + taken[use.Secret].Value.Reveal();
}
