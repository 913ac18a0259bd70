using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>Where a secret's value comes from, as a release says; never the value.</summary>
public abstract record SecretSource
{
    private SecretSource()
    {
    }

    /// <summary>From Writ's own store.</summary>
    public sealed record Store : SecretSource;

    /// <summary>From an environment variable of Writ's, which is taken out of its environment.</summary>
    /// <param name="Name">The variable.</param>
    public sealed record Variable(string Name) : SecretSource;

    /// <summary>From a file that its owner alone may read.</summary>
    /// <param name="Path">Where it is; absolute.</param>
    public sealed record File(string Path) : SecretSource;

    /// <summary>From what a program prints, such as a vault's own; run without a shell.</summary>
    /// <param name="Words">The program and its arguments.</param>
    public sealed record Command(ImmutableArray<string> Words) : SecretSource;
}
